package dev.lamarck.cli.stack;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * What is remembered of the local stack: its ports, and its processes by id and start time, so that no other process
 * with the same id is ever taken for one of them.
 */
record StackRecord(Map<Port, Integer> ports, Map<Part, Recorded> processes) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    /** What a port is for. */
    enum Port {
        TEMPORAL(Part.TEMPORAL),
        TEMPORAL_UI(Part.TEMPORAL),
        MLFLOW(Part.MLFLOW),
        ENGINE_METRICS(Part.ENGINE),
        WORKER_METRICS(Part.WORKER);

        private final Part owner;

        Port(Part owner) {
            this.owner = owner;
        }

        Part owner() {
            return owner;
        }

        /** As people call it. */
        String label() {
            return name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
        }
    }

    /** A process that was started. */
    record Recorded(long pid, long startedMillis) {

        private static final long TOLERANCE_MILLIS = 2_000;

        static Recorded of(ProcessHandle process) {
            return new Recorded(
                    process.pid(),
                    process.info()
                            .startInstant()
                            .map(java.time.Instant::toEpochMilli)
                            .orElse(0L));
        }

        /** The process, if it still runs. */
        Optional<ProcessHandle> find() {
            return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).filter(process -> {
                long started = process.info()
                        .startInstant()
                        .map(java.time.Instant::toEpochMilli)
                        .orElse(0L);
                return Math.abs(started - startedMillis) <= TOLERANCE_MILLIS;
            });
        }
    }

    StackRecord {
        ports = new EnumMap<>(ports.isEmpty() ? new EnumMap<>(Port.class) : ports);
        processes = new EnumMap<>(processes.isEmpty() ? new EnumMap<>(Part.class) : processes);
    }

    static StackRecord read(Path file) {
        if (!Files.exists(file)) {
            return new StackRecord(Map.of(), Map.of());
        }
        try {
            return JSON.readValue(Files.readAllBytes(file), StackRecord.class);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "%s is damaged. Remove it; processes that it named have to be ended by hand.".formatted(file),
                    e);
        }
    }

    void write(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().resolveSibling(""));
            Path draft = Files.createTempFile(file.toAbsolutePath().resolveSibling(""), "stack", ".json");
            Files.write(draft, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(this));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE, "%s cannot be written: %s.".formatted(file, e.getMessage()), e);
        }
    }

    Optional<ProcessHandle> process(Part part) {
        return Optional.ofNullable(processes.get(part)).flatMap(Recorded::find);
    }

    Optional<Integer> port(Port port) {
        return Optional.ofNullable(ports.get(port));
    }
}
