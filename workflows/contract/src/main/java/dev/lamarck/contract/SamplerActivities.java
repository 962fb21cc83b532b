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
     */
    record SuggestRequest(String sampler, StudyView view, int trial, long seed, int attempt) {}

    /**
     * The suggestions, best first.
     *
     * @param version of the sampler
     */
    record SuggestResult(List<Suggestion> suggestions, int version) {

        public SuggestResult {
            suggestions = List.copyOf(suggestions);
        }
    }

    SuggestResult suggest(SuggestRequest request);
}
