package dev.lamarck.worker;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
