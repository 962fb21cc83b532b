package dev.lamarck.cli.job;

import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.pruner.Rungs;
import dev.lamarck.search.sampler.Samplers;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.train.catalog.DataPresets;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.worker.Datasets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Completes job files: defaults, presets, data; checks what a schema cannot. */
public final class JobResolver {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");
    private static final int MOST_STEPS = 100_000;
    private static final int DETERMINISTIC_PARALLEL = 4;

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
        TrainerChoice trainer = TrainerChoice.of(file.trainer(), folder);
        SearchSpace space = SpaceBuilder.merge(SearchBase.of(trainer.spec()), file.space());
        Objective objective = trainer.objective(file.objectives());
        StudySpec.Execution execution = ExecutionKeys.execution(file);
        String model = trainer.model(file.register(), name);
        JobFile.Budget budget = file.budget() == null ? JobFile.Budget.NONE : file.budget();
        Limits limits = BudgetKeys.limits(budget, execution.islands());
        Rungs rungs = rungs(file.pruner());
        StudySpec.Winner winner = trainer.winner(file.winner());
        FailureRules failures = failures(file.failures(), limits.trials(), execution.islands());
        StudySpec.Sampler sampler = sampler(file.sampler());
        List<String> explanations = trainer.explanations(file.explain());
        StudySpec.Retention retention = ExecutionKeys.retention(file.checkpoints());
        DataSource source = source(file.data(), trainer, folder);
        SplitData data = source == null ? null : Datasets.load(source);
        StudySpec spec = new StudySpec(
                name,
                trainer.spec(),
                source == null || data == null ? DataSpec.own() : Datasets.describe(source, data),
                objective,
                space,
                sampler,
                new StudySpec.Pruner(rungs.steps(), rungs.count() > 1 ? reduction(file.pruner()) : 0),
                limits,
                parallel(budget, execution),
                execution,
                failures,
                retention,
                winner,
                model,
                explanations,
                List.of(),
                null);
        return new Job(spec, source, data, trainer.scripts());
    }

    /** How much a search that repeats exactly has in flight must not depend on the machines. */
    private int parallel(JobFile.Budget budget, StudySpec.Execution execution) {
        if (budget.parallel() != null) {
            return BudgetKeys.parallel(budget.parallel(), 1);
        }
        return execution.deterministic() ? DETERMINISTIC_PARALLEL : Math.max(1, slots.getAsInt());
    }

    static String name(String key, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new JobException(
                    "%s is '%s'; expected are lower-case letters, digits and '-', beginning with a letter or digit, 63 at most."
                            .formatted(key, name));
        }
        return name;
    }

    private static StudySpec.Sampler sampler(JobFile.@Nullable Sampler sampler) {
        String name = sampler == null ? "genetic" : or(sampler.name(), "genetic");
        if (!Samplers.names().contains(name)) {
            throw new JobException("sampler.name: there is no sampler '%s'.%s"
                    .formatted(name, Suggestions.of(name, Samplers.names())));
        }
        return new StudySpec.Sampler(name, sampler == null ? 1 : or(sampler.seed(), 1L));
    }

    private static Rungs rungs(JobFile.@Nullable Pruner pruner) {
        int max = Bounds.check("pruner.max", pruner == null ? null : pruner.max(), 27, 1, MOST_STEPS);
        int min = Bounds.check("pruner.min", pruner == null ? null : pruner.min(), Math.min(3, max), 1, MOST_STEPS);
        if (min > max) {
            throw new JobException(
                    "pruner: min (%d) must not be above max (%d). Maybe the two are swapped.".formatted(min, max));
        }
        return pruner != null && pruner.name() == JobFile.Pruner.Rule.none
                ? Rungs.single(max)
                : Rungs.geometric(min, max, reduction(pruner));
    }

    private static int reduction(JobFile.@Nullable Pruner pruner) {
        return Bounds.check("pruner.reduction", pruner == null ? null : pruner.reduction(), 3, 2, 100);
    }

    private static FailureRules failures(JobFile.@Nullable Failures failures, int trials, int islands) {
        boolean fail = failures != null && failures.outOfMemory() == JobFile.Failures.OutOfMemory.FAIL;
        return new FailureRules(
                Bounds.check("failures.infrastructure", failures == null ? null : failures.infrastructure(), 5, 0, 100),
                fail ? FailureRules.OutOfMemory.FAIL : FailureRules.OutOfMemory.HALVE_BATCH,
                Bounds.check(
                        "failures.maxFailed",
                        failures == null ? null : failures.maxFailed(),
                        Math.max(10, trials / 2),
                        0,
                        BudgetKeys.mostTrials(islands)));
    }

    /** Null if the trainer brings its own data. */
    private @Nullable DataSource source(JobFile.@Nullable Data data, TrainerChoice trainer, Path folder) {
        if (data == null) {
            if (trainer.spec().makesModels()) {
                throw new JobException("data: the preset '%s' learns from data; name it, e.g. {preset: digits}."
                        .formatted(trainer.spec().name()));
            }
            return null;
        }
        if (trainer.readsNothing()) {
            throw new JobException("data: the preset '%s' reads none. Remove the key."
                    .formatted(trainer.spec().name()));
        }
        int split = Bounds.check("data.split", data.split(), 1, 1, 1_000_000);
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

    private static <T> T or(@Nullable T value, T absent) {
        return value == null ? absent : value;
    }
}
