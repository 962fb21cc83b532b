package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.search.study.FailureClass;
import io.temporal.activity.Activity;
import io.temporal.failure.ApplicationFailure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Trains a slice in a slot and stores what it leaves, in folders that no other attempt writes to. */
final class TrainingActivitiesImpl implements TrainingActivities {

    private static final Logger LOG = LoggerFactory.getLogger(TrainingActivitiesImpl.class);

    private final Slots slots;
    private final Admission admission;
    private final SliceTraining.Means means;

    TrainingActivitiesImpl(Slots slots, Admission admission, SliceTraining.Means means) {
        this.slots = slots;
        this.admission = admission;
        this.means = means;
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
            MemberResult result = train(request, member);
            log(result);
            return new TrainResult(List.of(result));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure("The worker was interrupted", e);
        } catch (IOException | UncheckedIOException | ArtifactException e) {
            LOG.warn("Slice failed", e);
            throw failure(String.valueOf(e.getMessage()), e);
        }
    }

    private MemberResult train(TrainRequest request, Member member) throws IOException, InterruptedException {
        Optional<String> refusal = admission.refusal(request, member);
        if (refusal.isPresent()) {
            return new MemberResult(
                    SliceEnd.RETURNED, member.after(), Map.of(), null, null, 0, null, refusal.get(), slots.worker(), 0);
        }
        Pulse pulse = Pulse.of(Activity.getExecutionContext(), slots.worker(), member.trial());
        Slot slot = slots.take();
        try {
            return new SliceTraining(means, request, member, slots.worker()).run(slot, pulse);
        } finally {
            slots.giveBack(slot);
        }
    }

    private static void log(MemberResult result) {
        switch (result.end()) {
            case DONE, YIELDED -> LOG.info("Slice {} at step {}", result.end(), result.step());
            case RETURNED -> LOG.info("Slice given back: {}", result.message());
            case CHECKPOINT_LOST -> LOG.warn("Checkpoint {} is lost: {}", result.checkpoint(), result.message());
            case FAILED -> LOG.warn("Slice failed as {}: {}", result.failure(), result.message());
        }
    }

    private static ApplicationFailure failure(String message, Exception cause) {
        return ApplicationFailure.newNonRetryableFailureWithCause(message, FailureClass.INFRASTRUCTURE.name(), cause);
    }
}
