package dev.lamarck.ledger;

import dev.lamarck.contract.StudySummary;
import dev.lamarck.search.study.Trial;
import java.util.List;
import java.util.Optional;

/** What a server tells of studies that run. */
public interface LiveStudies {

    /** How the study stands; empty if no server or engine answers, or none knows it. */
    Optional<StudySummary> summary(String study);

    /** All trials that wait, run or pause; those of the summary where nobody can say more. */
    default List<Trial> living(String study) {
        return summary(study).map(StudySummary::live).orElse(List.of());
    }

    /** Whether a server answers and has no such study any more. */
    default boolean isForgotten(String study) {
        return false;
    }
}
