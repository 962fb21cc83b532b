package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.EvaluationActivities.Candidate;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.train.loop.Checkpoint;
import dev.lamarck.train.loop.TrainerRequest;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Turns messages into requests to a trainer: addresses become local paths, checked on the way. */
final class Requests {

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
                request.preset(),
                member.configuration().values(),
                data,
                member.seed(),
                "epoch",
                member.after(),
                member.to(),
                threads,
                "cpu",
                deadline,
                List.of());
    }

    /** A request about trained models; it may read the test split. */
    TrainerRequest about(
            String task, String study, String preset, DataSpec spec, List<Candidate> candidates, int threads) {
        List<TrainerRequest.Model> models = candidates.stream()
                .map(candidate -> new TrainerRequest.Model(
                        candidate.configuration().values(),
                        checkpoint(candidate.checkpoint()).toString()))
                .toList();
        return new TrainerRequest(
                task,
                study,
                candidates.getFirst().trial(),
                0,
                1,
                preset,
                Map.of(),
                data(spec, DataSpec.TEST),
                0,
                "epoch",
                0,
                0,
                threads,
                "cpu",
                null,
                models);
    }

    /** The local folder of a checkpoint, its content checked. */
    Path checkpoint(String key) {
        Path file = ArtifactFolder.open(store, key).file(Checkpoint.FILE);
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
