package dev.lamarck.engine.study;

import dev.lamarck.contract.SamplerActivities;
import dev.lamarck.contract.SamplerActivities.SuggestRequest;
import dev.lamarck.contract.SamplerActivities.SuggestResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.engine.call.Calls;
import dev.lamarck.search.sampler.Samplers;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Asks the study's sampler. One that does not learn is asked for several trials at once, which gives the same suggestions
 * and spares the history a marker for each. Workflow code.
 */
final class Suggestions {

    private static final int MOST_AHEAD = 31;

    private final StudySpec spec;
    private final StudyState state;
    private final SamplerActivities sampler = Calls.sampler();
    private final boolean learns;
    private final Map<Integer, Suggestion> ahead = new HashMap<>();
    private @Nullable SearchSpace space;
    private int version;

    Suggestions(StudySpec spec, StudyState state) {
        this.spec = spec;
        this.state = state;
        String name = spec.sampler().name();
        this.learns = !Samplers.names().contains(name) || Samplers.get(name).learns();
    }

    /** What the trial of this id is to try; null if the space is exhausted. */
    @Nullable
    Suggestion next(int trial) {
        if (state.space() != space) {
            ahead.clear();
            space = state.space();
        }
        return state.propose(attempt -> ask(trial, attempt));
    }

    /** Of the sampler that made the last suggestion. */
    int version() {
        return version;
    }

    private List<Suggestion> ask(int trial, int attempt) {
        Suggestion ready = attempt == 0 ? ahead.remove(trial) : null;
        if (ready != null) {
            return List.of(ready);
        }
        int more = learns || attempt > 0 ? 0 : Math.clamp(state.limits().trials() - trial - 1L, 0, MOST_AHEAD);
        StudyView view = learns ? state.view() : StudyView.of(state.space());
        SuggestResult result = sampler.suggest(new SuggestRequest(
                spec.sampler().name(), view, trial, spec.sampler().seed(), attempt, more));
        version = result.version();
        if (attempt == 0) {
            ahead.clear();
            for (int i = 0; i < result.ahead().size(); i++) {
                ahead.put(trial + 1 + i, result.ahead().get(i));
            }
        }
        return result.suggestions();
    }
}
