package dev.lamarck.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The folder of one attempt: request, report, and what the trainer leaves. */
record Attempt(Path folder, @Nullable Path checkpointIn) {

    static Attempt in(Path folder, @Nullable Path checkpointIn) throws IOException {
        WorkerFolder.delete(folder);
        Attempt attempt = new Attempt(folder, checkpointIn);
        Files.createDirectories(attempt.checkpointOut());
        Files.createDirectories(attempt.artifacts());
        return attempt;
    }

    Path request() {
        return folder.resolve("request.json");
    }

    Path report() {
        return folder.resolve("report.jsonl");
    }

    Path checkpointOut() {
        return folder.resolve("out");
    }

    Path artifacts() {
        return folder.resolve("artifacts");
    }

    /** The folder that a command runs in. */
    Path work() {
        return folder.resolve("work");
    }

    /** Where it all is, as a trainer is told. */
    Map<String, String> variables() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("LAMARCK_REQUEST", text(request()));
        variables.put("LAMARCK_REPORT", text(report()));
        if (checkpointIn != null) {
            variables.put("LAMARCK_CHECKPOINT_IN", text(checkpointIn));
        }
        variables.put("LAMARCK_CHECKPOINT_OUT", text(checkpointOut()));
        variables.put("LAMARCK_ARTIFACTS", text(artifacts()));
        return variables;
    }

    private static String text(Path path) {
        return path.toAbsolutePath().toString();
    }
}
