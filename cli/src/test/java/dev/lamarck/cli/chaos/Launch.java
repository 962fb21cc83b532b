package dev.lamarck.cli.chaos;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How a part of a stack is started: as 'dev up' has started it once. */
record Launch(List<String> command, Map<String, String> environment, Path folder, Path log) {

    Launch {
        command = List.copyOf(command);
        environment = Map.copyOf(environment);
    }

    /** How a running process was started. */
    static Launch of(long pid, Path log) {
        ProcessTable.Entry entry = ProcessTable.find(pid)
                .orElseThrow(() -> new IllegalStateException("Process %d has ended; see %s".formatted(pid, log)));
        return new Launch(entry.command(), entry.environment(), ProcessTable.folder(pid), log);
    }

    /** The same with other values of some variables. */
    Launch with(Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(environment);
        all.putAll(variables);
        return new Launch(command, all, folder, log);
    }

    /** The same, if it is a virtual machine, with a further flag. */
    Launch withFlag(String flag) {
        List<String> flagged = new ArrayList<>(command);
        flagged.add(1, flag);
        return new Launch(flagged, environment, folder, log);
    }

    /** Starts it in a session of its own. */
    ProcessHandle start() {
        List<String> line = new ArrayList<>(List.of("setsid"));
        line.addAll(command);
        ProcessBuilder builder = new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().clear();
        builder.environment().putAll(environment);
        try {
            return builder.start().toHandle();
        } catch (IOException e) {
            throw new IllegalStateException("%s cannot be started".formatted(command), e);
        }
    }
}
