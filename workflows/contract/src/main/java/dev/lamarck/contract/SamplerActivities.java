package dev.lamarck.contract;

import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import io.temporal.activity.ActivityInterface;
import java.util.List;

/** Runs a sampler, as a local activity: its result, not its algorithm, is what the history keeps. */
@ActivityInterface
public interface SamplerActivities {

    /**
     * What to suggest.
     *
     * @param trial the id that it will have
     * @param attempt from 0; one more each time that all that was proposed has been tried
     * @param ahead for how many of the next trials something is to be suggested as well
     */
    record SuggestRequest(String sampler, StudyView view, int trial, long seed, int attempt, int ahead) {}

    /**
     * The suggestions, best first.
     *
     * @param ahead the best one for each of the next trials, in their order
     * @param version of the sampler
     */
    record SuggestResult(List<Suggestion> suggestions, List<Suggestion> ahead, int version) {

        public SuggestResult {
            suggestions = List.copyOf(suggestions);
            ahead = ahead == null ? List.of() : List.copyOf(ahead);
        }
    }

    SuggestResult suggest(SuggestRequest request);
}
