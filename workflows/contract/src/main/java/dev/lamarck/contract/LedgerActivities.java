package dev.lamarck.contract;

import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Trial;
import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Writes the ledger: the record of every trial, in hash-chained segments in the artifact store. */
@ActivityInterface
public interface LedgerActivities {

    /**
     * What happened to a study and what that changed. Together, in order, they are the study: its state can be made again
     * from the events alone.
     *
     * @param number of the event, from 0
     * @param changed trials that it began, or brought to the end of a rung or of their lives, as they were then
     */
    record LedgerRecord(int number, StudyEvent event, List<TrialRecord> changed) {

        public LedgerRecord {
            changed = List.copyOf(changed);
        }
    }

    /**
     * A trial as it was at the end of a rung or of its life.
     *
     * @param slices the artifact folders that it left since its last record, oldest first
     */
    record TrialRecord(Trial trial, List<String> slices) {

        public TrialRecord {
            slices = List.copyOf(slices);
        }
    }

    /**
     * The next segment.
     *
     * @param number from 1
     * @param previous the hash of the segment before; empty for the first
     * @param free artifact folders whose checkpoints nothing needs any more
     */
    record AppendRequest(String study, int number, String previous, List<LedgerRecord> records, List<String> free) {

        public AppendRequest {
            records = List.copyOf(records);
            free = List.copyOf(free);
        }
    }

    /** Where the segment is and the SHA-256 of its bytes. */
    record Segment(String key, String sha256) {}

    Segment append(AppendRequest request);

    /**
     * Which checkpoints of a study that has ended stay.
     *
     * @param keep their artifact folders
     */
    record SweepRequest(String study, List<String> keep) {

        public SweepRequest {
            keep = List.copyOf(keep);
        }
    }

    /** Removes all other checkpoints of the study, and what attempts left whose results were never accepted. */
    void sweep(SweepRequest request);

    /** Writes the job of a study that begins. */
    void begin(StudyRequest request);

    /** Writes the document of a study that has ended. */
    void finish(StudyDocument document);

    /** A run of a workflow whose history is to be kept. */
    record HistoryRequest(String study, String workflowId, String runId) {}

    /** Writes the history of a workflow's run that has ended. */
    void keepHistory(HistoryRequest request);
}
