package dev.lamarck.contract;

import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.VirtualOrder;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Starts a study.
 *
 * @param digest SHA-256 of the job in its canonical form: what "the same job" means
 * @param carried what an earlier run of the workflow left; null at the beginning
 */
public record StudyRequest(
        StudySpec spec, String digest, @Nullable Carried carried) {

    /** A study that begins. */
    public StudyRequest(StudySpec spec, String digest) {
        this(spec, digest, null);
    }

    /**
     * What one run of the workflow hands to the next.
     *
     * @param state the state of the study, encoded in Base64; null at the beginning
     * @param startedMillis when the study began
     * @param firstDispatchMillis when its first trial began; 0 for not yet
     * @param events how many events were applied
     * @param segments how many ledger segments there are
     * @param lastSegment the hash of the last one; empty before the first
     * @param incumbents each trial that was the best when it ended a rung, oldest first
     * @param incumbentScores the same with their losses
     * @param finalists the checkpoints of the best trials, by id
     * @param held checkpoints of living trials, by id, oldest first
     * @param commands ids of the last commands that were obeyed
     * @param order of results, in a deterministic study
     * @param pace how fast trials train
     */
    public record Carried(
            @Nullable String state,
            long startedMillis,
            long firstDispatchMillis,
            int events,
            int segments,
            String lastSegment,
            List<StudyDocument.Incumbent> incumbents,
            List<Scored> incumbentScores,
            Map<Integer, String> finalists,
            Map<Integer, List<Held>> held,
            List<String> commands,
            VirtualOrder.Snapshot order,
            Pace pace) {

        /** Of a study that begins. */
        public static Carried none(long nowMillis) {
            return new Carried(
                    null,
                    nowMillis,
                    0,
                    0,
                    0,
                    "",
                    List.of(),
                    List.of(),
                    Map.of(),
                    Map.of(),
                    List.of(),
                    VirtualOrder.Snapshot.START,
                    new Pace(0, 0));
        }
    }

    /** A checkpoint that a trial may go on from. */
    public record Held(String checkpoint, long bytes) {}

    /** How many steps were trained in all, and how long slots were held for them. */
    public record Pace(long steps, long deviceMillis) {

        public Pace plus(long moreSteps, long moreMillis) {
            return new Pace(steps + Math.max(0, moreSteps), deviceMillis + moreMillis);
        }

        /** 0 as long as nothing is known. */
        public double secondsPerStep() {
            return steps == 0 ? 0 : deviceMillis / 1000.0 / steps;
        }
    }
}
