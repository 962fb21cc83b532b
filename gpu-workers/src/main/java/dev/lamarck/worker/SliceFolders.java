package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.CorruptArtifactException;
import dev.lamarck.artifacts.MissingArtifactException;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.SliceRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What attempts leave in the store, each in a folder that no other writes to: report, log, artifacts, and the checkpoint,
 * which goes first when nobody goes on from it.
 */
final class SliceFolders {

    private static final String REPORT = "report.jsonl";
    private static final String LOG_FILE = "log.txt";
    private static final String ARTIFACTS = "artifacts";
    /** What is not of the checkpoint, beside artifacts. */
    private static final Set<String> TELLING = Set.of(REPORT, LOG_FILE, SliceRun.FILE);

    private static final long MOST_ARTIFACT_BYTES = 1L << 30;
    private static final int MOST_ARTIFACTS = 1_000;

    private final ArtifactStore store;

    SliceFolders(ArtifactStore store) {
        this.store = store;
    }

    /**
     * The checkpoint of an earlier slice, every byte of it as it was stored.
     *
     * @throws LostCheckpointException if it is gone or damaged
     */
    ArtifactFolder open(String key) throws LostCheckpointException {
        try {
            ArtifactFolder folder = ArtifactFolder.find(store, key)
                    .orElseThrow(() -> new LostCheckpointException("There is no checkpoint %s.".formatted(key)));
            List<String> files = checkpointFiles(folder);
            if (files.isEmpty()) {
                throw new LostCheckpointException("The folder %s has no checkpoint.".formatted(key));
            }
            files.forEach(folder::file);
            return folder;
        } catch (CorruptArtifactException | MissingArtifactException e) {
            throw new LostCheckpointException(String.valueOf(e.getMessage()));
        }
    }

    /** Copies the files of a checkpoint. */
    static void copy(ArtifactFolder folder, Path target) throws IOException {
        for (String name : checkpointFiles(folder)) {
            Path file = target.resolve(name);
            Files.createDirectories(file.resolveSibling(""));
            Files.copy(folder.file(name), file);
        }
    }

    private static List<String> checkpointFiles(ArtifactFolder folder) {
        return folder.sums().keySet().stream()
                .filter(name -> !TELLING.contains(name) && !name.startsWith(ARTIFACTS + "/"))
                .toList();
    }

    /**
     * Brings what an attempt leaves into its folder: what it is to be told of by, besides the checkpoint that is there.
     *
     * @param folder takes it
     * @param remark the worker's last word in the log; null for none
     */
    static void gather(RunningAttempt running, Path folder, SliceRun run, @Nullable String remark) throws IOException {
        Path log = folder.resolve(LOG_FILE);
        running.saveLog(log);
        if (remark != null) {
            note(log, remark);
        }
        keepArtifacts(running.attempt().artifacts(), folder, log);
        gather(running.report().accepted(), folder, run);
    }

    /** The same of an attempt without a process. */
    static void gather(List<String> report, Path folder, SliceRun run) throws IOException {
        Files.write(folder.resolve(REPORT), report);
        Files.write(folder.resolve(SliceRun.FILE), Payloads.json().writeValueAsBytes(run));
    }

    /** Stores the folder of an attempt; returns its key. */
    String store(String study, Member member, Path folder) {
        String nonce = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        String key =
                ArtifactKeys.attempt(study, member.trial(), member.rung(), member.slice(), member.dispatch(), nonce);
        ArtifactFolder.write(store, key, folder);
        return key;
    }

    private static void keepArtifacts(Path artifacts, Path folder, Path log) throws IOException {
        List<Path> files = FileNames.files(artifacts);
        long bytes = bytes(artifacts);
        if (files.size() > MOST_ARTIFACTS || bytes > MOST_ARTIFACT_BYTES) {
            note(
                    log,
                    "The artifacts are left out: %,d files with %,d bytes are more than %,d files or %,d bytes."
                            .formatted(files.size(), bytes, MOST_ARTIFACTS, MOST_ARTIFACT_BYTES));
        } else if (!files.isEmpty()) {
            FileNames.pack(artifacts, Files.createDirectories(folder.resolve(ARTIFACTS)));
        }
    }

    /** How large the regular files of a folder are together. */
    static long bytes(Path folder) throws IOException {
        long bytes = 0;
        for (Path file : FileNames.files(folder)) {
            bytes += Files.size(folder.resolve(file));
        }
        return bytes;
    }

    private static void note(Path log, String text) throws IOException {
        Files.writeString(log, "[%s]%n".formatted(text), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
