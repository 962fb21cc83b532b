package dev.lamarck.cli.job;

import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.search.study.Objective;
import dev.lamarck.train.catalog.Presets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a job says of its trainer, completed, and what follows from that for other keys.
 *
 * @param scripts the files of a command; null if it has none, and for a preset
 */
record TrainerChoice(TrainerSpec spec, @Nullable ScriptFiles scripts) {

    private static final String DEFAULT_PRESET = "mlp";
    private static final List<String> METRICS =
            List.of("train_loss", "val_accuracy", "val_loss", "val_recall_min_class");
    private static final Pattern METRIC = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_./-]{0,99}");
    private static final int MOST_WORDS = 100;

    static TrainerChoice of(JobFile.@Nullable Trainer trainer, Path folder) {
        if (trainer == null) {
            return new TrainerChoice(TrainerSpec.preset(DEFAULT_PRESET), null);
        }
        String preset = trainer.preset();
        List<String> command = trainer.command();
        if (preset != null && command == null) {
            return preset(preset, trainer);
        }
        if (preset != null || command == null) {
            throw new JobException(
                    "trainer: expected is exactly one of preset: NAME and command: [PROGRAM, ARGUMENT, ...].");
        }
        return command(command, trainer, folder);
    }

    private static TrainerChoice preset(String name, JobFile.Trainer trainer) {
        if (trainer.files() != null || trainer.checkpoints() != null) {
            throw new JobException(
                    "trainer: 'files' and 'checkpoints' are of commands; the preset '%s' has no use for them. Remove them."
                            .formatted(name));
        }
        List<String> names = new ArrayList<>(Presets.names());
        if (!name.equals(TrainerSpec.NOOP) && !names.contains(name)) {
            throw new JobException(
                    "trainer.preset: there is no preset '%s'.%s".formatted(name, Suggestions.of(name, names)));
        }
        return new TrainerChoice(TrainerSpec.preset(name), null);
    }

    private static TrainerChoice command(List<String> words, JobFile.Trainer trainer, Path folder) {
        boolean unusable = words.isEmpty()
                || words.size() > MOST_WORDS
                || words.contains(null)
                || words.getFirst().isBlank();
        if (unusable) {
            throw new JobException(
                    "trainer.command: expected are 1 to %d words, the first a program, e.g. [python3, train.py]."
                            .formatted(MOST_WORDS));
        }
        List<String> listed = trainer.files() == null ? List.of() : trainer.files();
        ScriptFiles scripts = ScriptFiles.of(folder, words, listed);
        boolean checkpoints = Boolean.TRUE.equals(trainer.checkpoints());
        return scripts.sums().isEmpty()
                ? new TrainerChoice(TrainerSpec.command(words, null, checkpoints), null)
                : new TrainerChoice(TrainerSpec.command(words, scripts.key(), checkpoints), scripts);
    }

    /** Whether it has no use for data at all. */
    boolean readsNothing() {
        return !spec.runsCommand() && spec.builtIn().equals(TrainerSpec.NOOP);
    }

    Objective objective(@Nullable List<JobFile.Goal> goals) {
        if (goals == null || goals.isEmpty()) {
            return standardObjective(goals);
        }
        if (goals.size() != 1) {
            throw new JobException("objectives: this version optimises one objective, not %d. Keep one of them."
                    .formatted(goals.size()));
        }
        JobFile.Goal goal = goals.getFirst();
        requireReported(goal.metric());
        return new Objective(
                goal.metric(), Objective.Goal.valueOf(goal.goal().name().toUpperCase(Locale.ROOT)));
    }

    private Objective standardObjective(@Nullable List<JobFile.Goal> goals) {
        if (spec.runsCommand()) {
            throw new JobException(
                    "objectives: a command's metrics are its own; say which one counts, e.g. [{metric: loss, goal: minimize}].");
        }
        if (goals != null) {
            throw new JobException("objectives: this version optimises one objective, not 0. Name one.");
        }
        return spec.makesModels()
                ? new Objective("val_accuracy", Objective.Goal.MAXIMIZE)
                : new Objective("objective", Objective.Goal.MINIMIZE);
    }

    private void requireReported(String metric) {
        if (spec.runsCommand()) {
            if (!METRIC.matcher(metric).matches()) {
                throw new JobException(
                        "objectives: '%s' is no name of a metric: letters, digits, '_', '.', '/' and '-', 100 at most."
                                .formatted(metric));
            }
            return;
        }
        List<String> reported = spec.makesModels() ? METRICS : List.of("objective");
        if (!reported.contains(metric)) {
            throw new JobException("objectives: the built-in trainers report no metric '%s'.%s"
                    .formatted(metric, Suggestions.of(metric, reported)));
        }
    }

    /** What is not trained again by seeds is taken as the search left it. */
    StudySpec.Winner winner(JobFile.@Nullable Winner winner) {
        return new StudySpec.Winner(
                Bounds.check("winner.top", winner == null ? null : winner.top(), 3, 1, 10),
                Bounds.check(
                        "winner.seeds", winner == null ? null : winner.seeds(), spec.makesModels() ? 3 : 0, 0, 20));
    }

    List<String> explanations(@Nullable List<String> asked) {
        List<String> known = new ArrayList<>(List.of(Explanation.IMPORTANCE));
        if (spec.makesModels()) {
            known.addAll(Explanation.IMAGE_METHODS);
        }
        if (asked == null) {
            return known;
        }
        for (String name : asked) {
            if (!known.contains(name)) {
                throw new JobException(
                        Explanation.IMAGE_METHODS.contains(name)
                                ? "explain: '%s' looks into the networks of the built-in trainers; for '%s' there is importance."
                                        .formatted(name, spec.name())
                                : "explain: there is no explanation '%s'.%s"
                                        .formatted(name, Suggestions.of(name, known)));
            }
        }
        return known.stream().filter(asked::contains).toList();
    }

    /** The name of the registered model; a winner that no loader knows is packaged and not registered. */
    String model(JobFile.@Nullable Register register, String study) {
        if (register == null) {
            return study;
        }
        if (!spec.makesModels()) {
            throw new JobException(
                    "register: the winner of '%s' is packaged, not registered: nothing could load it. Remove the key."
                            .formatted(spec.name()));
        }
        return JobResolver.name("register.model", register.model() == null ? study : register.model());
    }
}
