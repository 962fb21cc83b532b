package dev.lamarck.ledger;

import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.SearchInsight;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.importance.PedAnova;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the records of a study's trials tell of the search. */
public final class SearchInsights {

    private SearchInsights() {}

    /** Importance, if the job asks for it, and the story of each trial. */
    public static SearchInsight of(StudySpec spec, Collection<Trial> trials) {
        Map<String, Double> importance = spec.explain().contains(Explanation.IMPORTANCE)
                ? PedAnova.importance(spec.space(), bestFirst(spec, trials))
                : Map.of();
        return new SearchInsight(
                importance, trials.stream().map(trial -> line(spec, trial)).toList());
    }

    /** The configurations of all trials with a result, best first; one that earned a higher rung is better. */
    public static List<Configuration> bestFirst(StudySpec spec, Collection<Trial> trials) {
        List<Scored> scored = new ArrayList<>();
        for (Trial trial : trials) {
            Double value = value(spec, trial);
            if (value != null) {
                scored.add(new Scored(
                        trial.id(),
                        trial.suggestion().configuration(),
                        rungsEnded(spec, trial),
                        spec.objective().loss(value)));
            }
        }
        scored.sort(Scored.BEST_FIRST);
        return scored.stream().map(Scored::configuration).toList();
    }

    private static SearchInsight.Line line(StudySpec spec, Trial trial) {
        return new SearchInsight.Line(
                trial.id(),
                trial.state().name(),
                trial.suggestion().operator(),
                trial.suggestion().parents(),
                rungsEnded(spec, trial),
                value(spec, trial),
                trial.ended() == null ? null : trial.ended().reason());
    }

    private static @Nullable Double value(StudySpec spec, Trial trial) {
        Double value = trial.metrics().get(spec.objective().metric());
        return value == null || !Double.isFinite(value) ? null : value;
    }

    private static int rungsEnded(StudySpec spec, Trial trial) {
        return (int) spec.pruner().rungs().stream()
                .filter(end -> end <= trial.progress().step())
                .count();
    }
}
