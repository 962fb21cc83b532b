package dev.lamarck.dashboard.page;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.WinnerResult;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Everything that a study's page and its report show.
 *
 * @param best each trial that was the best when it ended a rung, oldest first
 * @param slots when which slot trained what; without what was trained before slots were recorded
 * @param importance of each parameter, largest first; null before the study has ended
 * @param pictures addresses of the explanation's pictures, by method
 */
public record StudyPage(
        Standing standing,
        StudySpec job,
        List<Axis> axes,
        List<TrialLine> trials,
        List<BestPoint> best,
        List<Busy> slots,
        @Nullable Map<String, Double> importance,
        @Nullable WinnerResult winner,
        Map<String, List<String>> pictures) {

    public StudyPage {
        axes = List.copyOf(axes);
        trials = List.copyOf(trials);
        best = List.copyOf(best);
        slots = List.copyOf(slots);
        pictures = Map.copyOf(pictures);
    }
}
