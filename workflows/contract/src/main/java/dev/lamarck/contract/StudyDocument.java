package dev.lamarck.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of a study for ever, as study.json in the artifact store.
 *
 * @param incumbents each trial that was the best when it ended a rung, oldest first
 * @param search added from the ledger when the document is written
 * @param segments how many ledger segments there are
 * @param lastSegment the hash of the last one
 */
public record StudyDocument(
        StudySpec spec,
        String digest,
        StudyResult result,
        List<Incumbent> incumbents,
        @Nullable SearchInsight search,
        int segments,
        String lastSegment,
        long startedMillis,
        long endedMillis) {

    /**
     * A best trial so far.
     *
     * @param seconds since the first trial began
     * @param value of the objective's metric
     * @param checkpoint the artifact folder that it left then
     */
    public record Incumbent(double seconds, int trial, double value, String checkpoint) {}

    /** The same with what the ledger tells of the search. */
    public StudyDocument with(SearchInsight insight) {
        return new StudyDocument(
                spec, digest, result, incumbents, insight, segments, lastSegment, startedMillis, endedMillis);
    }

    public StudyDocument {
        incumbents = List.copyOf(incumbents);
    }
}
