package dev.lamarck.cli.chaos;

import dev.lamarck.cli.CommandLineProcess;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Plays scenarios, some at a time, all on one stack. What has been played is kept in a file: a suite that was ended goes on
 * where it was.
 */
final class ChaosSuite {

    private final Settings settings;
    private final PrintStream out;
    private final ResultFile results;

    /**
     * What to play.
     *
     * @param folder for the stack, the results and the table
     * @param installed the home of a stack whose installation is used if there is one
     * @param batch how many scenarios run at the same time
     */
    record Settings(Path folder, Path installed, long seed, int scenarios, int batch) {

        static Settings fromProperties() {
            Path target = CommandLineProcess.PROJECT.resolve("cli/target");
            return new Settings(
                    target.resolve("chaos"),
                    target.resolve("it/home"),
                    Long.getLong("chaos.seed", 1),
                    Integer.getInteger("chaos.scenarios", 100),
                    Integer.getInteger("chaos.batch", 4));
        }
    }

    ChaosSuite(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
        this.results = new ResultFile(settings.folder(), settings.seed());
    }

    /** Exit code 1 if something was violated. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Settings settings = Settings.fromProperties();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<ScenarioResult> results = new ChaosSuite(settings, out).play();
        ChaosTable.lines(results).forEach(out::println);
        System.exit(results.stream().allMatch(result -> result.violations().isEmpty()) ? 0 : 1);
    }

    /** Plays what has not been played; returns the results of all. The table is written after each batch. */
    List<ScenarioResult> play() throws IOException, InterruptedException {
        if (!ProcessTable.isReadable()) {
            throw new IllegalStateException(
                    "The chaos suite finds processes in /proc, and there is none: it needs Linux.");
        }
        List<Scenario> scenarios = ScenarioPlan.generate(settings.seed(), settings.scenarios());
        Set<Integer> played =
                results.read().stream().map(ScenarioResult::number).collect(Collectors.toSet());
        List<Scenario> left = scenarios.stream()
                .filter(scenario -> !played.contains(scenario.number()))
                .toList();
        if (!played.isEmpty()) {
            out.printf("%d scenarios were played before; %d are left%n", played.size(), left.size());
        }
        if (!left.isEmpty()) {
            play(left);
        }
        writeTable();
        return results();
    }

    private List<ScenarioResult> results() throws IOException {
        return results.read().stream()
                .filter(result -> result.number() <= settings.scenarios())
                .toList();
    }

    private void writeTable() throws IOException {
        Files.write(settings.folder().resolve("table.txt"), ChaosTable.lines(results()));
    }

    private void play(List<Scenario> scenarios) throws IOException, InterruptedException {
        ChaosStack stack = new ChaosStack(settings.folder().resolve("home"), settings.installed());
        try (stack) {
            stack.start();
            Batch batch =
                    new Batch(stack, new FaultInjector(stack), settings.folder().resolve("jobs"));
            for (int from = 0; from < scenarios.size(); from += settings.batch()) {
                List<Scenario> some = scenarios.subList(from, Math.min(scenarios.size(), from + settings.batch()));
                for (ScenarioResult result : batch.run(some)) {
                    results.add(result);
                    report(result);
                }
                writeTable();
            }
        }
        List<String> leftOvers = stack.leftOvers();
        if (!leftOvers.isEmpty()) {
            throw new IllegalStateException("'dev down' has left processes behind: " + leftOvers);
        }
    }

    private void report(ScenarioResult result) {
        List<String> lines = new ArrayList<>();
        lines.add("%3d %s %5.0f s, %d slices repeated: %s"
                .formatted(
                        result.number(),
                        result.violations().isEmpty() ? "ok      " : "VIOLATED",
                        result.seconds(),
                        result.tallies().stream()
                                .mapToInt(ScenarioResult.Tally::repeated)
                                .sum(),
                        String.join(", ", result.kinds())));
        result.violations().forEach(violation -> lines.add("    ! " + violation));
        result.notes().forEach(note -> lines.add("    - " + note));
        lines.forEach(out::println);
    }
}
