package dev.lamarck.worker;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.contract.TrainingActivities.SliceRun;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.search.study.FailureClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One slice of one trial in a slot, from the checkpoint before it to what it leaves. */
final class SliceTraining {

    /** What slices are trained with. */
    record Means(ArtifactStore store, Requests requests, CommandTrainer commands) {}

    private final Means means;
    private final TrainRequest request;
    private final Member member;
    private final String worker;
    private final SliceFolders folders;

    SliceTraining(Means means, TrainRequest request, Member member, String worker) {
        this.means = means;
        this.request = request;
        this.member = member;
        this.worker = worker;
        this.folders = new SliceFolders(means.store());
    }

    /** Trains; what goes wrong with the trial is a result, what goes wrong with the worker an exception. */
    MemberResult run(Slot slot, Pulse pulse) throws IOException, InterruptedException {
        Lapse held = Lapse.from(slot.common().nanos());
        long started = System.currentTimeMillis();
        ArtifactFolder from;
        try {
            from = member.checkpoint() == null ? null : folders.open(member.checkpoint());
        } catch (LostCheckpointException e) {
            return new MemberResult(
                    SliceEnd.CHECKPOINT_LOST,
                    member.after(),
                    Map.of(),
                    null,
                    member.checkpoint(),
                    0,
                    null,
                    e.getMessage(),
                    worker,
                    millis(held));
        }
        if (TrainerSpec.NOOP.equals(request.trainer().preset())) {
            return new NoopTrainer(folders, request, member, worker).run(slot, pulse);
        }
        try (RunningAttempt running = begin(slot, from)) {
            TrainerCall call = new TrainerCall(
                    pulse, patience(), slot.common().lease(), slot.common().nanos());
            TrainerCall.Outcome outcome = call.follow(running);
            if (outcome.end() == TrainerCall.End.GIVEN_UP) {
                throw new IOException(outcome.problem());
            }
            SliceRun run = new SliceRun(worker, slot.number(), started, started + millis(held));
            return result(outcome, run, millis(held));
        } catch (CommandRefusedException e) {
            return MemberResult.failed(
                    member.after(), FailureClass.USER_CODE, String.valueOf(e.getMessage()), null, worker, millis(held));
        }
    }

    private RunningAttempt begin(Slot slot, @Nullable ArtifactFolder from)
            throws IOException, InterruptedException, CommandRefusedException {
        if (request.trainer().runsCommand()) {
            return means.commands().begin(slot, request, member, from);
        }
        return slot.begin(
                means.requests().train(request, member, slot.threads()),
                from == null ? null : Requests.checkpoint(from));
    }

    private Patience patience() {
        Duration stall = Duration.ofSeconds(request.stallSeconds());
        return request.trainer().checkpoints()
                ? Patience.slices(stall, Duration.ofSeconds(request.maxSliceSeconds()))
                : Patience.whole(stall);
    }

    private MemberResult result(TrainerCall.Outcome outcome, SliceRun run, long deviceMillis) throws IOException {
        RunningAttempt running = outcome.running();
        SliceVerdict verdict = verdict(outcome);
        boolean trained = verdict.end() == SliceEnd.DONE || verdict.end() == SliceEnd.YIELDED;
        boolean keeps = trained && request.trainer().checkpoints();
        try {
            Path left = left(running.attempt(), keeps);
            long bytes = SliceFolders.bytes(left);
            SliceFolders.gather(running, left, run, verdict.message());
            String folder = folders.store(request.study(), member, left);
            return new MemberResult(
                    verdict.end(),
                    verdict.end() == SliceEnd.RETURNED
                            ? member.after()
                            : running.report().step(),
                    trained ? running.report().metrics() : Map.of(),
                    folder,
                    keeps ? folder : null,
                    bytes,
                    verdict.failure(),
                    verdict.message(),
                    worker,
                    deviceMillis);
        } catch (ArtifactException e) {
            FailureClass failure = verdict.failure() == null ? FailureClass.INFRASTRUCTURE : verdict.failure();
            String message = verdict.message() == null ? "" : verdict.message() + " ";
            return MemberResult.failed(member.after(), failure, message + e.getMessage(), null, worker, deviceMillis);
        }
    }

    private SliceVerdict verdict(TrainerCall.Outcome outcome) throws IOException {
        if (!request.trainer().runsCommand()) {
            return SliceVerdict.ofBuiltIn(outcome);
        }
        boolean left =
                !FileNames.files(outcome.running().attempt().checkpointOut()).isEmpty();
        return SliceVerdict.ofCommand(outcome, member, request.trainer().checkpoints(), left);
    }

    /** The folder to store, with the checkpoint in it if it is kept. */
    private Path left(Attempt attempt, boolean keeps) throws IOException {
        if (keeps && !request.trainer().runsCommand()) {
            return attempt.checkpointOut();
        }
        Path left = Files.createDirectories(attempt.folder().resolve("left"));
        if (keeps) {
            FileNames.pack(attempt.checkpointOut(), left);
        }
        return left;
    }

    private static long millis(Lapse held) {
        return held.elapsed().toMillis();
    }
}
