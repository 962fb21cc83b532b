package dev.lamarck.worker;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A trainer under {@code slot-wrapper.sh}, whose head says what each line to it means. What kills the trainer
 * leaves the worker alive; what kills or stops the worker ends the trainer.
 */
final class WrappedProcess {

    private static final Logger LOG = LoggerFactory.getLogger(WrappedProcess.class);
    private static final int GRACE_SECONDS = 10;
    private static final int LOCKED = 75;
    private static final int SIGNALLED = 128;
    private static final Duration KILL_PATIENCE = Duration.ofSeconds(3);

    /** How a trainer hears from its worker. */
    enum Ear {
        /** Lines of standard input. */
        LINES,
        /** Signals; its standard input is empty. */
        SIGNALS
    }

    /**
     * What is started and where.
     *
     * @param folder of the slot, with its lock
     * @param lease at the beginning
     * @param environment of the trainer, whole
     */
    record Start(
            Path wrapper, Path folder, Ear ear, Duration lease, List<String> command, Map<String, String> environment) {

        Start {
            command = List.copyOf(command);
            environment = Map.copyOf(environment);
        }
    }

    private final Process process;
    private final BufferedWriter input;
    private final Leftovers leftovers;

    private WrappedProcess(Process process, Leftovers leftovers) {
        this.process = process;
        this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        this.leftovers = leftovers;
    }

    /**
     * Starts a trainer.
     *
     * @param output where it prints to
     * @param workingFolder where it runs
     */
    static WrappedProcess start(Start start, ProcessBuilder.Redirect output, Path workingFolder) throws IOException {
        Files.createDirectories(start.folder());
        List<String> command = new ArrayList<>(List.of(
                "bash",
                start.wrapper().toString(),
                lock(start.folder()).toString(),
                Integer.toString(GRACE_SECONDS),
                Long.toString(start.lease().toSeconds()),
                start.ear() == Ear.LINES ? "lines" : "signals"));
        command.addAll(start.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(workingFolder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output);
        Map<String, String> environment = builder.environment();
        environment.clear();
        environment.putAll(start.environment());
        environment.put(Leftovers.MARK, Leftovers.mark(start.folder()));
        return new WrappedProcess(builder.start(), Leftovers.of(start.folder()));
    }

    static Path lock(Path folder) {
        return folder.resolve("slot.lock").toAbsolutePath();
    }

    InputStream output() {
        return process.getInputStream();
    }

    /** Passes a line on to a trainer that hears lines; nobody hears it if the trainer has ended. */
    void send(String line) {
        try {
            input.write(line);
            input.newLine();
            input.flush();
        } catch (IOException e) {
            // The end of a trainer is seen where it is looked for.
            LOG.debug("The trainer hears no more: {}", e.getMessage());
        }
    }

    /** From now on the trainer is ended if nothing is sent for so long; zero lets it wait for ever. */
    void lease(Duration lease) {
        send("lease " + lease.toSeconds());
    }

    /** Sends TERM. */
    void terminate() {
        send("yield");
    }

    /** The trainer has said that it is done: what is not gone after a grace time is ended. */
    void leave() {
        send("leave");
    }

    /** Ends it in order: TERM and, after the grace time, KILL. Does not wait. */
    void stop() {
        try {
            input.close();
        } catch (IOException e) {
            LOG.debug("The trainer's input was closed already", e);
        }
    }

    /** Ends it and all that it started; none of it is left when this returns. */
    void kill() throws InterruptedException {
        send("kill");
        process.waitFor(KILL_PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        // A wrapper that was killed left the rest to us; one that is stopped does not hear.
        leftovers.end();
        process.destroyForcibly().waitFor();
    }

    /** After the trainer has ended: ends what it left running. */
    void clear() throws InterruptedException {
        leftovers.end();
    }

    /** Whether any process of the trainer is stopped, as by SIGSTOP. */
    boolean isStopped() {
        return leftovers.anyStopped();
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** Waits for its end; false if that takes too long. */
    boolean await(Duration patience) throws InterruptedException {
        return process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** True if it ended because a trainer of an earlier worker still holds the slot. */
    boolean foundSlotLocked() {
        return !process.isAlive() && process.exitValue() == LOCKED;
    }

    /** The exit code, 128 + number for a signal; of a process that has ended. */
    int exitCode() {
        return process.exitValue();
    }

    String describeExit() {
        if (process.isAlive()) {
            return "running";
        }
        int code = process.exitValue();
        return code > SIGNALLED ? "ended by signal " + (code - SIGNALLED) : "exit code " + code;
    }
}
