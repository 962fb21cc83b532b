package dev.lamarck.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often the system has killed a process for want of memory: within this process's control group if that is counted,
 * else on the whole machine. The number before and after the death of a trainer tells a kill of that kind from another.
 */
final class OutOfMemoryKills {

    private static final Logger LOG = LoggerFactory.getLogger(OutOfMemoryKills.class);
    private static final String COUNTER = "oom_kill ";

    private final List<Path> sources;

    private OutOfMemoryKills(List<Path> sources) {
        this.sources = List.copyOf(sources);
    }

    /** As the system counts. */
    static OutOfMemoryKills here() {
        return in(Path.of("/"));
    }

    /**
     * As a file system tells.
     *
     * @param root below which are {@code proc} and {@code sys}
     */
    static OutOfMemoryKills in(Path root) {
        List<Path> sources = new ArrayList<>();
        Path groups = root.resolve("sys/fs/cgroup");
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            String[] fields = line.split(":", 3);
            String group = fields.length < 3 ? "" : fields[2].replaceFirst("^/", "");
            if (line.startsWith("0::")) {
                sources.add(groups.resolve(group).resolve("memory.events"));
            } else if (fields.length == 3 && fields[1].equals("memory")) {
                sources.add(groups.resolve("memory").resolve(group).resolve("memory.oom_control"));
            }
        }
        sources.add(root.resolve("proc/vmstat"));
        return new OutOfMemoryKills(sources);
    }

    /** The number so far; 0 where nobody counts. */
    long count() {
        for (Path source : sources) {
            OptionalLong count = lines(source).stream()
                    .filter(line -> line.matches(COUNTER + "[0-9]{1,18}"))
                    .mapToLong(line -> Long.parseLong(line.substring(COUNTER.length())))
                    .findFirst();
            if (count.isPresent()) {
                return count.getAsLong();
            }
        }
        return 0;
    }

    private static List<String> lines(Path file) {
        if (!Files.isReadable(file)) {
            return List.of();
        }
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            LOG.debug("{} cannot be read", file, e);
            return List.of();
        }
    }
}
