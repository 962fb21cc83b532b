package dev.lamarck.worker;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Runs commands of users: a fresh process a slice, in a fresh folder, with as little of the worker's as can be. */
final class CommandTrainer {

    private static final JsonMapper JSON = new JsonMapper();

    private final ArtifactStore store;
    private final AllowedCommands allowed;
    private final Map<String, String> environment;

    CommandTrainer(ArtifactStore store, AllowedCommands allowed, CommandSettings settings) {
        this.store = store;
        this.allowed = allowed;
        this.environment = settings.environment();
    }

    /**
     * Begins a slice.
     *
     * @param from the folder of an earlier slice to go on from; null at the beginning
     * @throws CommandRefusedException if this worker may not run it
     */
    RunningAttempt begin(Slot slot, TrainRequest request, Member member, @Nullable ArtifactFolder from)
            throws IOException, InterruptedException, CommandRefusedException {
        Path folder = slot.nextFolder();
        Attempt attempt = Attempt.in(folder, from == null ? null : folder.resolve("in"));
        Files.createDirectories(attempt.work());
        String files = request.trainer().files();
        if (files != null) {
            ArtifactFolder.open(store, files).copyTo(attempt.work());
        }
        List<String> command = request.trainer().command();
        allowed.require(command, attempt.work());
        if (from != null) {
            Path packed = folder.resolve("packed");
            SliceFolders.copy(from, packed);
            FileNames.unpack(packed, folder.resolve("in"));
        }
        Files.write(attempt.request(), JSON.writeValueAsBytes(document(request, member, slot.threads())));
        Map<String, String> variables = new HashMap<>(environment);
        variables.put("OMP_NUM_THREADS", Integer.toString(slot.threads()));
        variables.putAll(attempt.variables());
        ReportLine lines = ReportLine.command(member.after(), member.to(), System::currentTimeMillis);
        return slot.begin(
                attempt, runnable(command, attempt.work()), variables, new ReportReader(attempt.report(), lines));
    }

    /** A script that is named as a program is started by the system, which wants it executable. */
    private static List<String> runnable(List<String> command, Path work) throws IOException {
        Path script = work.resolve(command.getFirst());
        if (!command.getFirst().contains("/") || !Files.isRegularFile(script)) {
            return command;
        }
        if (!script.toFile().setExecutable(true)) {
            throw new IOException("%s cannot be made executable".formatted(script));
        }
        List<String> absolute = new ArrayList<>(command);
        absolute.set(0, script.toAbsolutePath().toString());
        return absolute;
    }

    private Map<String, Object> document(TrainRequest request, Member member, int threads) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("study", request.study());
        document.put("trial", member.trial().matches("[0-9]{1,9}") ? Integer.valueOf(member.trial()) : member.trial());
        document.put("rung", member.rung());
        document.put("attempt", member.dispatch());
        document.put("parameters", member.configuration().values());
        document.put("data", data(request.data()));
        document.put("seed", member.seed());
        document.put("unit", "epoch");
        document.put("after", member.after());
        document.put("to", member.to());
        document.put("threads", threads);
        document.put("device", "cpu");
        document.put(
                "deadline",
                request.trainer().checkpoints()
                        ? Instant.now().plusSeconds(request.maxSliceSeconds()).toString()
                        : null);
        return document;
    }

    /** Never the test split: it is locked. */
    private @Nullable Map<String, Object> data(DataSpec spec) {
        if (spec.isOwn()) {
            return null;
        }
        Map<String, Object> data = new LinkedHashMap<>();
        for (String split : List.of(DataSpec.TRAIN, DataSpec.VALIDATION)) {
            Path file = store.fetch(ArtifactKeys.dataset(spec.fingerprint(), split));
            data.put(split, file.toAbsolutePath().toString());
        }
        data.put("fingerprint", spec.fingerprint());
        return data;
    }
}
