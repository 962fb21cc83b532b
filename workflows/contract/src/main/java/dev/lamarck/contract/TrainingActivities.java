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
     */
    record TrainRequest(String study, String preset, DataSpec data, List<Member> members, int maxSliceSeconds) {

        public TrainRequest {
            members = List.copyOf(members);
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
        FAILED
    }

    /**
     * How one trial's slice ended.
     *
     * @param step steps done in all
     * @param metrics the last values, by name
     * @param checkpoint the artifact folder that it left; null if it failed
     */
    record MemberResult(
            SliceEnd end,
            int step,
            Map<String, Double> metrics,
            @Nullable String checkpoint,
            @Nullable FailureClass failure,
            @Nullable String message) {

        public MemberResult {
            metrics = Map.copyOf(metrics);
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
