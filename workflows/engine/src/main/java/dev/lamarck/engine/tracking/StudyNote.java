package dev.lamarck.engine.tracking;

import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.ExportActivities;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.WinnerResult;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The note on a study's run: what a reviewer wants to know first, as markdown. */
final class StudyNote {

    private final StudyDocument document;

    StudyNote(StudyDocument document) {
        this.document = document;
    }

    String markdown() {
        StudySpec spec = document.spec();
        StringBuilder note = new StringBuilder();
        line(
                note,
                "**%s** searched by %s: %s.",
                spec.trainer().name(),
                spec.sampler().name(),
                states());
        if (document.result().message() != null) {
            line(note, "%s", document.result().message());
        }
        WinnerResult winner = document.result().winner();
        if (winner != null) {
            line(
                    note,
                    "Winner: trial %d. Mean %s of %d runs: %.4f ± %.4f (95%%).",
                    winner.trial(),
                    spec.objective().metric(),
                    winner.runs().stream()
                            .filter(run -> run.trial() == winner.trial())
                            .count(),
                    winner.meanValidation().mean(),
                    winner.meanValidation().halfWidth());
            table(note, winner);
            evidence(note, winner);
        }
        explanations(note, winner);
        return note.toString();
    }

    private static void evidence(StringBuilder note, WinnerResult winner) {
        ExportActivities.ExportResult export = winner.export();
        if (export == null) {
            line(note, "The trainer is not Lamarck's own: the test split is not locked and no model is exported.");
            return;
        }
        line(
                note,
                "Test split read %d time(s). ONNX against the trained network over %d test rows: probabilities differ by at most %.1e, labels agree on %.2f%%.",
                winner.testReads(),
                export.rows(),
                export.maxProbabilityDifference(),
                100 * export.labelAgreement());
    }

    private void explanations(StringBuilder note, @Nullable WinnerResult winner) {
        if (winner != null && winner.explanation() != null) {
            note.append("| explanation | completeness error | deletion AUC | random order |\n|---|---|---|---|\n");
            for (Explanation.Method method : winner.explanation().methods()) {
                Double error = method.completenessError();
                note.append(String.format(
                        Locale.ROOT,
                        "| %s | %s | %.3f | %.3f |\n",
                        method.name(),
                        error == null ? "" : String.format(Locale.ROOT, "%.2f%%", 100 * error),
                        method.deletionAuc(),
                        method.randomDeletionAuc()));
            }
            line(note, "%nWhat the winner looks at: the pictures of this run. Deletion: less is better.");
        } else if (winner != null && winner.explanationProblem() != null) {
            line(note, "The winner could not be explained: %s", winner.explanationProblem());
        }
        if (document.search() != null && !document.search().importance().isEmpty()) {
            StringBuilder shares = new StringBuilder();
            document.search()
                    .importance()
                    .forEach((name, share) -> shares.append(shares.isEmpty() ? "" : ", ")
                            .append(String.format(Locale.ROOT, "%s %.0f%%", name, 100 * share)));
            line(note, "What mattered (PED-ANOVA): %s.", shares);
        }
    }

    private String states() {
        StringBuilder states = new StringBuilder();
        new TreeMap<>(document.result().states())
                .forEach((state, count) -> states.append(states.isEmpty() ? "" : ", ")
                        .append(count)
                        .append(' ')
                        .append(state.toLowerCase(Locale.ROOT)));
        return states.toString();
    }

    private static void table(StringBuilder note, WinnerResult winner) {
        note.append("| parameter | value |\n|---|---|\n");
        winner.configuration().values().forEach((name, value) -> note.append("| %s | %s |\n".formatted(name, value)));
        new TreeMap<>(winner.metrics())
                .forEach((name, value) -> note.append(String.format(Locale.ROOT, "| **%s** | %.4f |\n", name, value)));
        note.append('\n');
    }

    @com.google.errorprone.annotations.FormatMethod
    private static void line(
            StringBuilder note, @com.google.errorprone.annotations.FormatString String format, Object... values) {
        note.append(String.format(Locale.ROOT, format, values)).append("\n\n");
    }
}
