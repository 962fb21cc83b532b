package dev.lamarck.cli.study;

import dev.lamarck.cli.base.Output;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Draws a study on a terminal, over what it drew before. */
public final class LiveScreen {

    private static final String ERASE_TO_END = "\u001b[J";
    private static final int BAR = 40;
    private static final int MOST_ROWS = 12;

    private final PrintStream terminal;
    private final int width;
    private int drawn;

    /**
     * A screen.
     *
     * @param width in characters; longer lines are cut
     */
    public LiveScreen(PrintStream terminal, int width) {
        this.terminal = terminal;
        this.width = width;
    }

    void show(StudySummary summary) {
        List<String> lines = lines(summary);
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\u001b[%dA".formatted(drawn)).append('\r').append(ERASE_TO_END);
        }
        lines.forEach(line -> frame.append(line.length() > width ? line.substring(0, width - 1) + "…" : line)
                .append('\n'));
        terminal.print(frame);
        terminal.flush();
        drawn = lines.size();
    }

    static List<String> lines(StudySummary summary) {
        List<String> lines = new ArrayList<>();
        Stream<Trial> running = summary.live().stream().filter(trial -> trial.state() == TrialState.RUNNING);
        List<Trial> recent = summary.recent().reversed();
        List<List<String>> rows = Stream.concat(running, recent.stream())
                .limit(MOST_ROWS)
                .map(TrialText::row)
                .toList();
        if (!rows.isEmpty()) {
            lines.addAll(Output.tableText(TrialText.HEAD, rows).lines().toList());
            lines.add("");
        }
        Map<String, Integer> states = summary.states();
        int ended = Stream.of(TrialState.values())
                .filter(TrialState::isTerminal)
                .mapToInt(state -> states.getOrDefault(state.name(), 0))
                .sum();
        int filled = BAR * ended / summary.budget().trials();
        lines.add("%s [%s%s] %d/%d trials, %d running, %d waiting for promotion; %s"
                .formatted(
                        summary.study(),
                        "#".repeat(filled),
                        "-".repeat(BAR - filled),
                        ended,
                        summary.budget().trials(),
                        states.getOrDefault(TrialState.RUNNING.name(), 0),
                        states.getOrDefault(TrialState.PAUSED.name(), 0),
                        summary.phase()));
        Scored best = summary.incumbent();
        if (best != null) {
            lines.add("best so far: trial %d, %.4f at rung %d"
                    .formatted(best.trial(), Math.abs(best.loss()), best.rung() + 1));
        }
        return lines;
    }
}
