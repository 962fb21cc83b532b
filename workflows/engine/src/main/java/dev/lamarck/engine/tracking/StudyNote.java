package dev.lamarck.engine.tracking;

import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.WinnerResult;
import java.util.Locale;
import java.util.TreeMap;

/** The note on a study's run: what a reviewer wants to know first, as markdown. */
final class StudyNote {

    private final StudyDocument document;

    StudyNote(StudyDocument document) {
        this.document = document;
    }

    String markdown() {
        StudySpec spec = document.spec();
        StringBuilder note = new StringBuilder();
        line(note, "**%s** searched by %s: %s.", spec.preset(), spec.sampler(), states());
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
            line(
                    note,
                    "Test split read %d time(s). ONNX against the trained network over %d test rows: probabilities differ by at most %.1e, labels agree on %.2f%%.",
                    winner.testReads(),
                    winner.export().rows(),
                    winner.export().maxProbabilityDifference(),
                    100 * winner.export().labelAgreement());
        }
        return note.toString();
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
