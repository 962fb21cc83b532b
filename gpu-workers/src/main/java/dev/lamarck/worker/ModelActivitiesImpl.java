package dev.lamarck.worker;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.Hashes;
import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.EvaluationActivities;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.ExplanationActivities;
import dev.lamarck.contract.ExportActivities;
import dev.lamarck.contract.Payloads;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.train.export.ModelPackage;
import dev.lamarck.train.loop.Checkpoint;
import dev.lamarck.train.loop.TrainerRequest;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** Evaluates, exports, explains and compares trained models in a slot. */
final class ModelActivitiesImpl implements EvaluationActivities, ExportActivities, ExplanationActivities {

    private static final JsonMapper JSON = new JsonMapper();

    private final Slots slots;
    private final ArtifactStore store;
    private final Requests requests;

    ModelActivitiesImpl(Slots slots, ArtifactStore store) {
        this.slots = slots;
        this.store = store;
        this.requests = new Requests(store);
    }

    @Override
    public EvaluateResult evaluate(EvaluateRequest request) {
        String fingerprint = request.data().fingerprint();
        countReading(request.study(), fingerprint, request.reader());
        List<Map<String, Double>> metrics =
                onSlot(request.candidates().getFirst().trial(), slot -> {
                    TrainerRequest task = requests.about(
                            TrainerRequest.EVALUATE,
                            request.study(),
                            request.preset(),
                            request.data(),
                            request.candidates(),
                            List.of(),
                            slot.threads());
                    return JSON.convertValue(answer(slot, task).last(), new TypeReference<>() {});
                });
        return new EvaluateResult(
                metrics, store.list(ArtifactKeys.testReads(fingerprint)).size());
    }

    @Override
    public ExportResult export(ExportRequest request) {
        return onSlot(request.candidate().trial(), slot -> {
            TrainerRequest task = requests.about(
                    TrainerRequest.EXPORT,
                    request.study(),
                    request.preset(),
                    request.data(),
                    List.of(request.candidate()),
                    List.of(),
                    slot.threads());
            Answer answer = answer(slot, task);
            ModelPackage.Check check = JSON.convertValue(answer.last(), ModelPackage.Check.class);
            String digest = Hashes.sha256(answer.running().attempt().artifacts().resolve("model.onnx"));
            String key = ArtifactKeys.model(request.study(), digest);
            ArtifactFolder.write(store, key, answer.running().attempt().artifacts());
            String checkpoint = ArtifactFolder.open(store, request.candidate().checkpoint())
                    .sums()
                    .getOrDefault(Checkpoint.FILE, "");
            return new ExportResult(
                    key, checkpoint, check.rows(), check.maxProbabilityDifference(), check.labelAgreement());
        });
    }

    @Override
    public Explanation explain(ExplainRequest request) {
        return onSlot(request.candidate().trial(), slot -> {
            TrainerRequest task = requests.about(
                    TrainerRequest.EXPLAIN,
                    request.study(),
                    request.preset(),
                    request.data(),
                    List.of(request.candidate()),
                    request.methods(),
                    slot.threads());
            Answer answer = answer(slot, task);
            String nonce =
                    HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
            String key = ArtifactKeys.explanation(request.study(), nonce);
            ArtifactFolder.write(store, key, answer.running().attempt().artifacts());
            Explanation made = Payloads.json().convertValue(answer.last(), Explanation.class);
            return new Explanation(key, made.rows(), made.methods());
        });
    }

    @Override
    public MeasureResult measure(MeasureRequest request) {
        return onSlot("champion", slot -> {
            JsonNode result =
                    answer(slot, requests.measure(request, slot.threads())).last();
            return new MeasureResult(
                    result.path("accuracy").asDouble(), result.path("guessing").asDouble());
        });
    }

    @Override
    public Comparison compare(CompareRequest request) {
        countReading(request.study(), request.data().fingerprint(), request.reader());
        return onSlot("gate", slot -> {
            JsonNode result =
                    answer(slot, requests.compare(request, slot.threads())).last();
            return Payloads.json().convertValue(result, Comparison.class);
        });
    }

    /** Before it is read: a reading that failed half way was a reading too. */
    private void countReading(String study, String fingerprint, String reader) {
        String entry = "{\"study\":\"%s\",\"at\":\"%s\"}".formatted(study, Instant.now());
        store.put(ArtifactKeys.testRead(fingerprint, reader), entry.getBytes(StandardCharsets.UTF_8));
    }

    private record Answer(RunningAttempt running, JsonNode last) {}

    private interface Task<T> {
        T run(Slot slot) throws IOException, InterruptedException;
    }

    private <T> T onSlot(String trial, Task<T> task) {
        try {
            Slot slot = slots.take();
            try {
                return task.run(slot);
            } finally {
                slots.giveBack(slot);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApplicationFailure.newFailureWithCause(
                    "The worker was interrupted", FailureClass.INFRASTRUCTURE.name(), e);
        } catch (IOException | ArtifactException e) {
            throw ApplicationFailure.newFailureWithCause(
                    "Trial %s: %s".formatted(trial, e.getMessage()), FailureClass.INFRASTRUCTURE.name(), e);
        }
    }

    private Answer answer(Slot slot, TrainerRequest task) throws IOException, InterruptedException {
        TrainerCall call = new TrainerCall(
                Pulse.of(Activity.getExecutionContext(), slots.worker(), task.trial()),
                Patience.ofTask(),
                slot.common().lease(),
                slot.common().nanos());
        TrainerCall.Outcome outcome = call.follow(slot.begin(task, null));
        JsonNode last = outcome.last();
        if (last == null) {
            throw new IOException(outcome.problem());
        }
        if (last.has("failed")) {
            throw ApplicationFailure.newNonRetryableFailure(
                    last.path("message").asText(), last.path("failed").asText());
        }
        return new Answer(outcome.running(), last.path("result"));
    }
}
