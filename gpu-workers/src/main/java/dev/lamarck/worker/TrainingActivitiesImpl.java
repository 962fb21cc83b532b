package dev.lamarck.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.train.loop.Checkpoint;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Trains a slice in a slot and stores what it leaves, in a folder that no other attempt writes to. */
final class TrainingActivitiesImpl implements TrainingActivities {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingActivitiesImpl.class);
    private static final String REPORT = "report.jsonl";
    private static final String LOG_FILE = "log.txt";

    private final Slots slots;
    private final ArtifactStore store;
    private final Requests requests;

    TrainingActivitiesImpl(Slots slots, ArtifactStore store) {
        this.slots = slots;
        this.store = store;
        this.requests = new Requests(store);
    }

    @Override
    public TrainResult train(TrainRequest request) {
        if (request.members().size() != 1) {
            throw ApplicationFailure.newNonRetryableFailure(
                    "This worker trains one trial a slot, not %d"
                            .formatted(request.members().size()),
                    FailureClass.USER_CODE.name());
        }
        Member member = request.members().getFirst();
        try (var study = MDC.putCloseable("study", request.study());
                var trial = MDC.putCloseable("trial", member.trial())) {
            return new TrainResult(List.of(train(request, member)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("The worker was interrupted", e);
        } catch (IOException | ArtifactException e) {
            LOG.warn("Slice failed", e);
            throw failure(String.valueOf(e.getMessage()), e);
        }
    }

    private MemberResult train(TrainRequest request, Member member) throws IOException, InterruptedException {
        Slot slot = slots.take();
        long started = System.currentTimeMillis();
        try {
            Path from = member.checkpoint() == null ? null : requests.checkpoint(member.checkpoint());
            TrainerCall call = new TrainerCall(slot, slots.worker(), member.trial());
            TrainerCall.Outcome outcome = call.run(requests.train(request, member, slot.threads()), from);
            SliceRun run = new SliceRun(slots.worker(), slot.number(), started, System.currentTimeMillis());
            return result(request, member, slot, outcome, run);
        } finally {
            slots.giveBack(slot);
        }
    }

    private MemberResult result(
            TrainRequest request, Member member, Slot slot, TrainerCall.Outcome outcome, SliceRun run)
            throws IOException {
        ReportReader report = outcome.running().report();
        JsonNode last = outcome.last();
        if (last == null) {
            return failed(report, FailureClass.INFRASTRUCTURE, outcome.problem(), run);
        }
        if (last.has("failed")) {
            FailureClass failure = FailureClass.valueOf(last.path("failed").asText());
            return failed(report, failure, last.path("message").asText(), run);
        }
        Path out = outcome.running().attempt().checkpointOut();
        if (Files.exists(outcome.running().attempt().report())) {
            Files.copy(outcome.running().attempt().report(), out.resolve(REPORT));
        }
        slot.saveLog(outcome.running(), out.resolve(LOG_FILE));
        Files.write(out.resolve(SliceRun.FILE), Payloads.json().writeValueAsBytes(run));
        String nonce = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
        String key = ArtifactKeys.attempt(
                request.study(), member.trial(), member.rung(), member.slice(), member.dispatch(), nonce);
        ArtifactFolder.write(store, key, out);
        boolean done = last.has("done");
        LOG.info("Slice {} at step {}", done ? "done" : "yielded", report.step());
        return MemberResult.trained(
                done ? SliceEnd.DONE : SliceEnd.YIELDED,
                report.step(),
                report.metrics(),
                key,
                Files.size(out.resolve(Checkpoint.FILE)),
                run.worker(),
                run.endedMillis() - run.startedMillis());
    }

    private static MemberResult failed(ReportReader report, FailureClass failure, String message, SliceRun run) {
        LOG.warn("Slice failed as {}: {}", failure, message);
        return MemberResult.failed(
                report.step(), failure, message, null, run.worker(), run.endedMillis() - run.startedMillis());
    }

    private static ApplicationFailure failure(String message, Exception cause) {
        return ApplicationFailure.newNonRetryableFailureWithCause(message, FailureClass.INFRASTRUCTURE.name(), cause);
    }
}
