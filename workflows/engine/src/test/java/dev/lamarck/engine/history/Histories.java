package dev.lamarck.engine.history;

import dev.lamarck.contract.Payloads;
import dev.lamarck.engine.night.NightlySelectionWorkflowImpl;
import dev.lamarck.engine.night.NotificationWorkflowImpl;
import dev.lamarck.engine.study.StudyWorkflowImpl;
import dev.lamarck.engine.study.WinnerWorkflowImpl;
import dev.lamarck.engine.tracking.PublishWorkflowImpl;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestEnvironmentOptions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** The recorded histories: a folder for each release, a file for each shape. */
final class Histories {

    /** The release that is being built. */
    static final String RELEASE = System.getProperty("lamarck.version");

    /** All workflows whose histories are kept. */
    static final Class<?>[] WORKFLOWS = {
        StudyWorkflowImpl.class,
        WinnerWorkflowImpl.class,
        PublishWorkflowImpl.class,
        NightlySelectionWorkflowImpl.class,
        NotificationWorkflowImpl.class
    };

    static final String STUDY = "study";
    static final String COMMANDS = "study-commands";
    static final String KILLED = "study-killed";
    static final String FAILURES = "study-failures";
    static final String DETERMINISTIC = "study-deterministic";
    static final String FIRST_RUN = "study-continued-1";
    static final String SECOND_RUN = "study-continued-2";
    static final String WINNER = "winner";
    static final String PUBLISH = "publish";
    static final String NIGHT = "night";
    static final String NOTIFICATION = "notification";

    /** What there is of every release. */
    static final List<String> SHAPES = List.of(
            STUDY,
            COMMANDS,
            KILLED,
            FAILURES,
            DETERMINISTIC,
            FIRST_RUN,
            SECOND_RUN,
            WINNER,
            PUBLISH,
            NIGHT,
            NOTIFICATION);

    private static final Path ROOT = Path.of("src/test/resources/histories");
    private static final String SUFFIX = ".json.gz";

    private Histories() {}

    /** An environment whose workflows read payloads as the product does, and whose histories name no machine. */
    static TestEnvironmentOptions environment() {
        return TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .setIdentity("recorder")
                        .build())
                .build();
    }

    /** Of all releases, as {@code release/shape}. */
    static List<String> all() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .map(file -> ROOT.relativize(file).toString().replace(SUFFIX, ""))
                    .sorted()
                    .toList();
        }
    }

    /** Of the release that is being built. */
    static WorkflowExecutionHistory current(String shape) throws IOException {
        return read(RELEASE + "/" + shape);
    }

    static WorkflowExecutionHistory read(String name) throws IOException {
        try (InputStream file = new GZIPInputStream(Files.newInputStream(ROOT.resolve(name + SUFFIX)))) {
            return WorkflowExecutionHistory.fromJson(new String(file.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    static void write(String shape, WorkflowExecutionHistory history) throws IOException {
        Path file = ROOT.resolve(RELEASE).resolve(shape + SUFFIX);
        Files.createDirectories(file.getParent());
        try (OutputStream zip = new GZIPOutputStream(Files.newOutputStream(file))) {
            zip.write(history.toJson(false).getBytes(StandardCharsets.UTF_8));
        }
    }
}
