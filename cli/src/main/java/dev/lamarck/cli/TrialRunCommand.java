package dev.lamarck.cli;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.job.Job;
import dev.lamarck.cli.study.TrialText;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Trial;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.CallLength;
import dev.lamarck.train.engine.StepCompiler;
import dev.lamarck.train.engine.TorchStepCompiler;
import dev.lamarck.train.evaluate.Classification;
import dev.lamarck.train.loop.Checkpoint;
import dev.lamarck.train.loop.Recipe;
import dev.lamarck.train.loop.TrainingRun;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Trains one configuration in the foreground; needs no server.")
final class TrialRunCommand implements Callable<Integer> {

    @Mixin
    private JobOptions job = new JobOptions();

    @Mixin
    private OutputOption format = new OutputOption();

    @Option(
            names = {"-p", "--parameter"},
            paramLabel = "NAME=VALUE",
            description = "A parameter of the configuration; may be repeated.")
    private Map<String, String> parameters = Map.of();

    @Option(
            names = "--from",
            paramLabel = "STUDY[:TRIAL]",
            description = "Take the configuration of a study's winner or of one of its trials.")
    private @Nullable String from;

    @Option(names = "--epochs", description = "How many epochs; default is the job's largest rung.")
    private @Nullable Integer epochs;

    @Option(
            names = "--seed",
            description = "Of weights, order and dropout; default ${DEFAULT-VALUE}.",
            defaultValue = "1")
    private long seed;

    @Option(names = "--test", description = "Measure on the test split at the end. The reading is counted.")
    private boolean test;

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        Job resolved = job.resolve(settings, () -> 1);
        StudySpec spec = resolved.spec();
        SplitData data = resolved.data();
        if (data == null || spec.trainer().runsCommand()) {
            throw new CliException(
                    ExitCode.USAGE,
                    "'trial run' trains the built-in networks; '%s' runs in a study, e.g. by 'lamarck run FILE --set budget.trials=1'."
                            .formatted(spec.trainer().name()));
        }
        Configuration configuration = spec.space().check(values(settings));
        int last = epochs == null ? spec.pruner().full() : epochs;
        Map<String, Double> metrics;
        try (StepCompiler compiler = new TorchStepCompiler()) {
            metrics = train(compiler, recipe(spec, configuration), data, last, output);
            if (test) {
                countReading(settings, spec);
            }
        }
        if (format.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("parameters", configuration);
            json.put("epochs", last);
            json.put("metrics", metrics);
            output.json(json);
        } else {
            output.line(TrialText.configuration(configuration));
            metrics.forEach((name, value) -> output.line("  %-22s %.4f".formatted(name, value)));
        }
        return ExitCode.OK;
    }

    private Map<String, Double> train(StepCompiler compiler, Recipe recipe, SplitData data, int last, Output output) {
        Map<String, Double> metrics = new TreeMap<>();
        TrainingRun run = new TrainingRun(
                recipe,
                CallLength.steps(recipe.architecture(), recipe.settings().batchSize()),
                seed,
                new TrainingRun.Listener() {
                    @Override
                    public void epoch(int epoch, Map<String, Double> epochMetrics) {
                        metrics.putAll(epochMetrics);
                        output.note("epoch %d  %s".formatted(epoch, TrialText.metrics(epochMetrics)));
                    }

                    @Override
                    public void progress(int epoch, double share) {}
                },
                () -> false);
        Checkpoint end = run.run(compiler, data.train(), data.validation(), null, last);
        if (test) {
            float[] logits = compiler.evaluate(recipe.architecture(), end.state(), data.test());
            metrics.putAll(Classification.metrics(
                    logits, data.test().labels(), data.test().classes(), "test_"));
        }
        return metrics;
    }

    private static Recipe recipe(StudySpec spec, Configuration configuration) {
        return Recipe.of(spec.trainer().builtIn(), configuration, Job.fit(spec.data()));
    }

    private Map<String, Object> values(Settings settings) {
        Map<String, Object> values = new LinkedHashMap<>();
        if (from != null) {
            values.putAll(configuration(settings, from).values());
        }
        values.putAll(ParameterValues.parse(parameters));
        return values;
    }

    private static Configuration configuration(Settings settings, String source) {
        StudyReader reader = Session.reader(settings, Optional.empty());
        int colon = source.indexOf(':');
        String study = colon < 0 ? source : source.substring(0, colon);
        if (colon < 0) {
            return reader.document(study)
                    .map(document -> document.result().winner())
                    .map(winner -> winner.configuration())
                    .orElseThrow(() -> new CliException(
                            ExitCode.NOT_FOUND, "There is no study '%s' that has a winner.".formatted(study)));
        }
        String id = source.substring(colon + 1);
        return reader.trials(study).stream()
                .filter(trial -> Integer.toString(trial.id()).equals(id))
                .findFirst()
                .map(Trial::suggestion)
                .map(suggestion -> suggestion.configuration())
                .orElseThrow(
                        () -> new CliException(ExitCode.NOT_FOUND, "Study '%s' has no trial %s.".formatted(study, id)));
    }

    private static void countReading(Settings settings, StudySpec spec) {
        String entry = "{\"verb\":\"trial run\"}";
        settings.store()
                .put(
                        ArtifactKeys.testRead(spec.data().fingerprint(), "trial-run-" + UUID.randomUUID()),
                        entry.getBytes(StandardCharsets.UTF_8));
    }
}
