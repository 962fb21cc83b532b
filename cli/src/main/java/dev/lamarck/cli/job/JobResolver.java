package dev.lamarck.cli.job;

import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.search.pruner.Rungs;
import dev.lamarck.search.sampler.Samplers;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.train.catalog.DataPresets;
import dev.lamarck.train.catalog.Preset;
import dev.lamarck.train.catalog.Presets;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.worker.Datasets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Completes job files: defaults, presets, data; checks what a schema cannot. */
public final class JobResolver {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final List<String> METRICS =
            List.of("train_loss", "val_accuracy", "val_loss", "val_recall_min_class");
    private static final int MOST_PARALLEL = 1_000;
    /** A study is one workflow run; about 16 events a trial keep it far from the 51,200 at which Temporal ends it. */
    private static final int MOST_TRIALS = 2_000;

    private static final int MOST_EPOCHS = 100_000;
    private static final int DEFAULT_TRIALS = 50;

    private final List<Path> folders;
    private final IntSupplier slots;

    /**
     * A resolver.
     *
     * @param folders in which data presets may lie, each in a sub-folder of its name
     * @param slots how many slots the workers have, for jobs that do not say how much to train at a time
     */
    public JobResolver(List<Path> folders, IntSupplier slots) {
        this.folders = folders.stream().map(Path::toAbsolutePath).toList();
        this.slots = slots;
    }

    /**
     * The complete job.
     *
     * @param folder of the job file: paths in it begin there and do not leave it
     * @throws JobException if the job makes no sense
     * @throws dev.lamarck.train.data.DataException if its data cannot be had
     */
    public Job resolve(JobFile file, Path folder) {
        String name = name("name", file.name());
        Preset preset = preset(file.trainer());
        SearchSpace space = SpaceBuilder.merge(preset, file.space());
        Objective objective = objective(file.objectives());
        String pool = file.resources() == null ? "cpu" : or(file.resources().pool(), "cpu");
        String model = file.register() == null
                ? name
                : name("register.model", or(file.register().model(), name));
        int trials = inRange("budget.trials", budget(file).trials(), DEFAULT_TRIALS, 1, MOST_TRIALS);
        Integer parallel = budget(file).parallel();
        Rungs rungs = rungs(file.pruner());
        StudySpec.Winner winner = winner(file.winner());
        FailureRules failures = failures(file.failures(), trials);
        String sampler = sampler(file.sampler());
        DataSource source = source(file.data(), folder);
        SplitData data = Datasets.load(source);
        StudySpec spec = new StudySpec(
                name,
                TrainerSpec.preset(preset.name()),
                Datasets.describe(source, data),
                objective,
                space,
                new StudySpec.Sampler(
                        sampler, file.sampler() == null ? 1 : or(file.sampler().seed(), 1L)),
                new StudySpec.Pruner(rungs.steps(), rungs.count() > 1 ? reduction(file.pruner()) : 0),
                new Limits(trials, wallClock(budget(file).wallClock()), 0),
                parallel == null
                        ? Math.max(1, slots.getAsInt())
                        : inRange("budget.parallel", parallel, 1, 1, MOST_PARALLEL),
                StudySpec.Execution.in(name("resources.pool", pool)),
                failures,
                StudySpec.Retention.USUAL,
                winner,
                model,
                explanations(file.explain()),
                List.of(),
                null);
        return new Job(spec, source, data);
    }

    private static JobFile.Budget budget(JobFile file) {
        return file.budget() == null ? new JobFile.Budget(null, null, null) : file.budget();
    }

    static String name(String key, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new JobException(
                    "%s is '%s'; expected are lower-case letters, digits and '-', beginning with a letter or digit, 63 at most."
                            .formatted(key, name));
        }
        return name;
    }

    private static Preset preset(JobFile.@Nullable Trainer trainer) {
        String name = trainer == null ? "mlp" : trainer.preset();
        return Presets.find(name)
                .orElseThrow(() -> new JobException("trainer.preset: there is no preset '%s'.%s"
                        .formatted(name, Suggestions.of(name, Presets.names()))));
    }

    private static Objective objective(@Nullable List<JobFile.Goal> goals) {
        if (goals == null) {
            return new Objective("val_accuracy", Objective.Goal.MAXIMIZE);
        }
        if (goals.size() != 1) {
            throw new JobException("objectives: this version optimises one objective, not %d. Keep one of them."
                    .formatted(goals.size()));
        }
        JobFile.Goal goal = goals.getFirst();
        if (!METRICS.contains(goal.metric())) {
            throw new JobException("objectives: the built-in trainers report no metric '%s'.%s"
                    .formatted(goal.metric(), Suggestions.of(goal.metric(), METRICS)));
        }
        return new Objective(
                goal.metric(), Objective.Goal.valueOf(goal.goal().name().toUpperCase(Locale.ROOT)));
    }

    private static String sampler(JobFile.@Nullable Sampler sampler) {
        String name = sampler == null ? "genetic" : or(sampler.name(), "genetic");
        if (!Samplers.names().contains(name)) {
            throw new JobException("sampler.name: there is no sampler '%s'.%s"
                    .formatted(name, Suggestions.of(name, Samplers.names())));
        }
        return name;
    }

    private static Rungs rungs(JobFile.@Nullable Pruner pruner) {
        int max = inRange("pruner.max", pruner == null ? null : pruner.max(), 27, 1, MOST_EPOCHS);
        int min = inRange("pruner.min", pruner == null ? null : pruner.min(), Math.min(3, max), 1, MOST_EPOCHS);
        if (min > max) {
            throw new JobException(
                    "pruner: min (%d) must not be above max (%d). Maybe the two are swapped.".formatted(min, max));
        }
        return pruner != null && pruner.name() == JobFile.Pruner.Rule.none
                ? Rungs.single(max)
                : Rungs.geometric(min, max, reduction(pruner));
    }

    private static int reduction(JobFile.@Nullable Pruner pruner) {
        return inRange("pruner.reduction", pruner == null ? null : pruner.reduction(), 3, 2, 100);
    }

    private static StudySpec.Winner winner(JobFile.@Nullable Winner winner) {
        return new StudySpec.Winner(
                inRange("winner.top", winner == null ? null : winner.top(), 3, 1, 10),
                inRange("winner.seeds", winner == null ? null : winner.seeds(), 3, 0, 20));
    }

    private static FailureRules failures(JobFile.@Nullable Failures failures, int trials) {
        return new FailureRules(
                inRange("failures.infrastructure", failures == null ? null : failures.infrastructure(), 5, 0, 100),
                FailureRules.OutOfMemory.HALVE_BATCH,
                inRange(
                        "failures.maxFailed",
                        failures == null ? null : failures.maxFailed(),
                        Math.max(10, trials / 2),
                        0,
                        MOST_TRIALS));
    }

    private static long wallClock(@Nullable String text) {
        return text == null
                ? 0
                : Durations.parse("budget.wallClock", text, Duration.ofSeconds(10), Duration.ofDays(30))
                        .toSeconds();
    }

    private static List<String> explanations(@Nullable List<String> asked) {
        List<String> known = new ArrayList<>(List.of(Explanation.IMPORTANCE));
        known.addAll(Explanation.IMAGE_METHODS);
        if (asked == null) {
            return known;
        }
        for (String name : asked) {
            if (!known.contains(name)) {
                throw new JobException(
                        "explain: there is no explanation '%s'.%s".formatted(name, Suggestions.of(name, known)));
            }
        }
        return known.stream().filter(asked::contains).toList();
    }

    private DataSource source(JobFile.Data data, Path folder) {
        int split = inRange("data.split", data.split(), 1, 1, 1_000_000);
        String preset = data.preset();
        String idx = data.idx();
        if ((preset == null) == (idx == null)) {
            throw new JobException("data: expected is exactly one of preset: NAME and idx: FOLDER.");
        }
        if (preset != null && !DataPresets.names().contains(preset)) {
            throw new JobException("data.preset: there is no data preset '%s'.%s"
                    .formatted(preset, Suggestions.of(preset, DataPresets.names())));
        }
        return new DataSource(
                preset,
                idx == null ? null : inside(folder, "data.idx", idx).toString(),
                folders.stream().map(Path::toString).toList(),
                data.validation(),
                split);
    }

    /** A path below the folder of the job file. */
    static Path inside(Path folder, String key, String name) {
        Path base = folder.toAbsolutePath().normalize();
        Path path;
        try {
            path = base.resolve(name).normalize();
        } catch (InvalidPathException e) {
            throw new JobException("%s: '%s' is not a path.".formatted(key, name), e);
        }
        if (!path.startsWith(base)) {
            throw new JobException("%s: '%s' leaves the folder of the job file. Put it below.".formatted(key, name));
        }
        return path;
    }

    private static int inRange(String key, @Nullable Integer value, int absent, int low, int high) {
        int number = value == null ? absent : value;
        if (number < low || number > high) {
            throw new JobException("%s is %d; expected is a number from %d to %d.".formatted(key, number, low, high));
        }
        return number;
    }

    private static <T> T or(@Nullable T value, T absent) {
        return value == null ? absent : value;
    }
}
