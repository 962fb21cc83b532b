package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.EvaluationActivities.Candidate;
import dev.lamarck.contract.EvaluationActivities.CompareRequest;
import dev.lamarck.contract.EvaluationActivities.MeasureRequest;
import dev.lamarck.contract.EvaluationActivities.Packaged;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.train.loop.Checkpoint;
import dev.lamarck.train.loop.TrainerRequest;
import dev.lamarck.train.loop.TrainerRequest.Subject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Turns messages into requests to a trainer: addresses become local paths, checked on the way. */
final class Requests {

    private static final String MODEL = "model.onnx";

    private final ArtifactStore store;

    Requests(ArtifactStore store) {
        this.store = store;
    }

    TrainerRequest train(TrainRequest request, Member member, int threads) {
        TrainerRequest.Data data = data(request.data(), DataSpec.TRAIN, DataSpec.VALIDATION);
        String deadline = Instant.now().plusSeconds(request.maxSliceSeconds()).toString();
        return new TrainerRequest(
                TrainerRequest.TRAIN,
                request.study(),
                member.trial(),
                member.rung(),
                member.dispatch(),
                request.trainer().builtIn(),
                member.configuration().values(),
                data,
                member.seed(),
                "epoch",
                member.after(),
                member.to(),
                threads,
                "cpu",
                deadline,
                Subject.NONE);
    }

    /** A request about trained models; evaluations and exports read the test split, explanations do not. */
    TrainerRequest about(
            String task,
            String study,
            String preset,
            DataSpec spec,
            List<Candidate> candidates,
            List<String> methods,
            int threads) {
        List<TrainerRequest.Model> models = candidates.stream()
                .map(candidate -> new TrainerRequest.Model(
                        candidate.configuration().values(),
                        checkpoint(candidate.checkpoint()).toString()))
                .toList();
        String split = task.equals(TrainerRequest.EXPLAIN) ? DataSpec.VALIDATION : DataSpec.TEST;
        String trial = candidates.getFirst().trial();
        return task(task, study, trial, preset, data(spec, split), Subject.of(models, methods), threads);
    }

    TrainerRequest measure(MeasureRequest request, int threads) {
        Subject subject = new Subject(List.of(), List.of(), List.of(model(request.model())), List.of());
        return task(
                TrainerRequest.MEASURE,
                request.study(),
                "champion",
                "",
                data(request.data(), DataSpec.VALIDATION),
                subject,
                threads);
    }

    /** What either model was trained or chosen on goes along. */
    TrainerRequest compare(CompareRequest request, int threads) {
        List<String> seen = new ArrayList<>();
        for (String fingerprint : new TreeSet<>(
                List.of(request.champion().trainedOn(), request.challenger().trainedOn()))) {
            for (String split : List.of(DataSpec.TRAIN, DataSpec.VALIDATION)) {
                seen.add(store.fetch(ArtifactKeys.dataset(fingerprint, split)).toString());
            }
        }
        Subject subject = new Subject(
                List.of(), List.of(), List.of(model(request.champion()), model(request.challenger())), seen);
        return task(
                TrainerRequest.COMPARE,
                request.study(),
                "gate",
                "",
                data(request.data(), DataSpec.TEST),
                subject,
                threads);
    }

    private static TrainerRequest task(
            String task,
            String study,
            String trial,
            String preset,
            TrainerRequest.Data data,
            Subject subject,
            int threads) {
        return new TrainerRequest(
                task, study, trial, 0, 1, preset, Map.of(), data, 0, "epoch", 0, 0, threads, "cpu", null, subject);
    }

    private String model(Packaged model) {
        return ArtifactFolder.open(store, model.folder())
                .file(MODEL)
                .toAbsolutePath()
                .toString();
    }

    /** The local folder of a checkpoint, its content checked. */
    Path checkpoint(String key) {
        return checkpoint(ArtifactFolder.open(store, key));
    }

    /** The same of a folder that is open. */
    static Path checkpoint(ArtifactFolder folder) {
        Path file = folder.file(Checkpoint.FILE);
        return file.toAbsolutePath().resolveSibling("");
    }

    private TrainerRequest.Data data(DataSpec spec, String... splits) {
        List<String> wanted = List.of(splits);
        return new TrainerRequest.Data(
                path(spec, DataSpec.TRAIN, wanted),
                path(spec, DataSpec.VALIDATION, wanted),
                path(spec, DataSpec.TEST, wanted),
                spec.fingerprint(),
                spec.shape().channels(),
                spec.shape().height(),
                spec.shape().width(),
                spec.classes(),
                spec.mean(),
                spec.std());
    }

    private @Nullable String path(DataSpec spec, String split, List<String> wanted) {
        return wanted.contains(split)
                ? store.fetch(ArtifactKeys.dataset(spec.fingerprint(), split)).toString()
                : null;
    }
}
