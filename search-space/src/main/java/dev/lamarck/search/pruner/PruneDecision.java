package dev.lamarck.search.pruner;

/**
 * Whether a waiting trial ends here.
 *
 * @param reason one sentence for the people who review the study
 */
public record PruneDecision(boolean stop, String reason) {

    static PruneDecision keep() {
        return new PruneDecision(false, "");
    }
}
