package dev.lamarck.engine.night;

import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.EvaluationActivities.MeasureResult;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Whether a night's data is fit to decide on. Each check answers with what is wrong, or null. */
final class DataCheck {

    private static final double FEWEST_ROWS = 0.5;
    private static final double LEAST_SKILL = 0.5;

    private DataCheck() {}

    /** The data against that of the day when the selection was made: the same task, and not much less of it. */
    static @Nullable String sameTask(DataSpec made, DataSpec fresh) {
        if (!made.shape().equals(fresh.shape()) || made.classes() != fresh.classes()) {
            return "Tonight's images are %s in %d classes; the selection was made for %s in %d."
                    .formatted(text(fresh.shape()), fresh.classes(), text(made.shape()), made.classes());
        }
        for (Map.Entry<String, Integer> split : made.rows().entrySet()) {
            int rows = fresh.rows().getOrDefault(split.getKey(), 0);
            if (rows < FEWEST_ROWS * split.getValue()) {
                return "The %s split has %d rows tonight; the selection was made with %d, and less than half is taken for a broken feed."
                        .formatted(split.getKey(), rows, split.getValue());
            }
        }
        return null;
    }

    /**
     * Whether the champion still knows its trade. Real drift costs it some of its lead over guessing, and is what nights
     * are for; shuffled labels or foreign images cost it nearly all.
     *
     * @param known the accuracy that it was registered with
     */
    static @Nullable String championRecognises(String champion, double known, MeasureResult tonight) {
        double lead = known - tonight.guessing();
        if (lead <= 0 || tonight.accuracy() - tonight.guessing() >= LEAST_SKILL * lead) {
            return null;
        }
        return "Champion version %s is right on %.1f%% of tonight's validation rows; it had %.1f%%, and guessing gives %.1f%%: labels or images of the feed are not what they were."
                .formatted(champion, 100 * tonight.accuracy(), 100 * known, 100 * tonight.guessing());
    }

    private static String text(DataSpec.Shape shape) {
        return "%d x %d x %d".formatted(shape.channels(), shape.height(), shape.width());
    }
}
