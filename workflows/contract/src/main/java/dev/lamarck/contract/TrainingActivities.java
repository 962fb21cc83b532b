package dev.lamarck.contract;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.FailureClass;
import io.temporal.activity.ActivityInterface;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Trains, on a worker of a pool. Runs at least once a dispatch; what it leaves behind is written once. */
@ActivityInterface
public interface TrainingActivities {

    /**
     * One slice of a rung, for one trial or several that are trained as one.
     *
     * @param maxSliceSeconds after which it returns with a checkpoint
     * @param stallSeconds without progress, after which the trainer is ended
     * @param avoid workers that lost one of the trials; they give it back if another worker can have it
     */
    record TrainRequest(
            String study,
            TrainerSpec trainer,
            DataSpec data,
            List<Member> members,
            int maxSliceSeconds,
            int stallSeconds,
            List<String> avoid) {

        public TrainRequest {
            members = List.copyOf(members);
            avoid = List.copyOf(avoid);
        }
    }

    /**
     * One trial in a request.
     *
     * @param trial its name in artifact keys: the id, or winner-… for a run of the winner
     * @param dispatch how often it was given to a worker, this time included
     * @param after steps done before
     * @param to steps done in all at the end of the rung
     * @param checkpoint the artifact folder to go on from; null at the beginning
     */
    record Member(
            String trial,
            Configuration configuration,
            long seed,
            int rung,
            int slice,
            int dispatch,
            int after,
            int to,
            @Nullable String checkpoint) {}

    record TrainResult(List<MemberResult> members) {

        public TrainResult {
            members = List.copyOf(members);
        }
    }

    enum SliceEnd {
        /** The rung is done. */
        DONE,
        /** The slice ended early; it goes on from the checkpoint. */
        YIELDED,
        /** Nothing was done; it may be dispatched again at once. */
        RETURNED,
        /** The checkpoint to go on from cannot be read. */
        CHECKPOINT_LOST,
        FAILED
    }

    /**
     * How one trial's slice ended.
     *
     * @param step steps done in all
     * @param metrics the last values, by name
     * @param folder the artifact folder with the attempt's report and log; null if it left none
     * @param checkpoint the artifact folder to go on from; null if it failed or leaves no checkpoints
     * @param checkpointBytes the size of the checkpoint; 0 if there is none
     * @param worker who trained it
     * @param deviceMillis for how long it had a slot
     */
    record MemberResult(
            SliceEnd end,
            int step,
            Map<String, Double> metrics,
            @Nullable String folder,
            @Nullable String checkpoint,
            long checkpointBytes,
            @Nullable FailureClass failure,
            @Nullable String message,
            String worker,
            long deviceMillis) {

        public MemberResult {
            metrics = Map.copyOf(metrics);
        }

        /** A slice that ended with its rung, or early, in a folder that is its checkpoint as well. */
        public static MemberResult trained(
                SliceEnd end,
                int step,
                Map<String, Double> metrics,
                String folder,
                long checkpointBytes,
                String worker,
                long deviceMillis) {
            return new MemberResult(
                    end, step, metrics, folder, folder, checkpointBytes, null, null, worker, deviceMillis);
        }

        public static MemberResult failed(
                int step,
                FailureClass failure,
                String message,
                @Nullable String folder,
                String worker,
                long deviceMillis) {
            return new MemberResult(
                    SliceEnd.FAILED, step, Map.of(), folder, null, 0, failure, message, worker, deviceMillis);
        }
    }

    /** Where and when a slice was trained; a file of the folder that it left. */
    record SliceRun(String worker, int slot, long startedMillis, long endedMillis) {

        /** The file's name. */
        public static final String FILE = "slice.json";
    }

    /** What a heartbeat carries: where each trial is, by its name. */
    record TrainProgress(String worker, Map<String, Integer> steps, Map<String, Double> metrics) {

        public TrainProgress {
            steps = Map.copyOf(steps);
            metrics = Map.copyOf(metrics);
        }
    }

    TrainResult train(TrainRequest request);
}
