package dev.lamarck.cli.job;

import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.genome.GenomeCodec;
import dev.lamarck.search.space.SpaceSize;
import dev.lamarck.train.architecture.InvalidArchitectureException;
import dev.lamarck.train.engine.CallLength;
import dev.lamarck.train.loop.Recipe;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What a job will cost, before it is paid.
 *
 * @param trainings steps in all, winner included
 * @param seconds a rough forecast with all slots at work; the cost of a step is modelled, not measured; null where nobody
 *     knows it
 * @param infeasible the share of configurations from which no network can be built
 */
public record Preview(
        SpaceSize space, long trainings, @Nullable Double seconds, double infeasible) {

    private static final int SAMPLES = 64;

    public static Preview of(StudySpec spec) {
        SpaceSize size = SpaceSize.of(spec.space());
        if (!spec.trainer().makesModels()) {
            return new Preview(size, steps(spec), null, 0);
        }
        List<Double> epochSeconds = epochSeconds(spec);
        double mean =
                epochSeconds.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        long epochs = steps(spec);
        return new Preview(size, epochs, epochs * mean / spec.parallel(), 1 - epochSeconds.size() / (double) SAMPLES);
    }

    /** What an epoch costs for some configurations that can be built. */
    private static List<Double> epochSeconds(StudySpec spec) {
        List<Double> epochSeconds = new ArrayList<>();
        String problem = "";
        GenomeCodec codec = new GenomeCodec(spec.space());
        SplittableRandom random = new SplittableRandom(spec.sampler().seed());
        Recipe.Fit fit = Job.fit(spec.data());
        int rows = spec.data().rows().getOrDefault(DataSpec.TRAIN, 0);
        for (int i = 0; i < SAMPLES; i++) {
            try {
                Recipe recipe = Recipe.of(spec.trainer().builtIn(), codec.decode(codec.random(random)), fit);
                int batch = recipe.settings().batchSize();
                epochSeconds.add(CallLength.stepSeconds(recipe.architecture(), batch) * Math.ceilDiv(rows, batch));
            } catch (InvalidArchitectureException e) {
                problem = String.valueOf(e.getMessage());
            }
        }
        if (epochSeconds.isEmpty()) {
            throw new JobException("space: no network can be built from any of %d configurations tried, e.g. %s."
                    .formatted(SAMPLES, problem));
        }
        Collections.sort(epochSeconds);
        return epochSeconds;
    }

    /** Successive halving at its expected shares, then the winner's runs. */
    private static long steps(StudySpec spec) {
        double steps = 0;
        double trials = spec.budget().trials();
        int before = 0;
        for (int end : spec.pruner().rungs()) {
            steps += trials * (beginsAgain(spec) ? end : end - before);
            before = end;
            trials = spec.pruner().reduction() > 1
                    ? Math.max(1, Math.floor(trials / spec.pruner().reduction()))
                    : trials;
        }
        return Math.round(steps) + (long) spec.winner().top() * spec.winner().seeds() * before;
    }

    /** Whether a promoted trial repeats what it did, because it left nothing to go on from. */
    private static boolean beginsAgain(StudySpec spec) {
        return !spec.trainer().checkpoints() && spec.pruner().rungs().size() > 1;
    }

    /** Lines for people. */
    public List<String> lines(StudySpec spec) {
        List<String> lines = new ArrayList<>();
        String steps = spec.trainer().makesModels() ? "epochs" : "steps";
        lines.add("data       " + data(spec.data()));
        lines.add("trainer    %s, %s %s"
                .formatted(
                        spec.trainer().name(),
                        spec.objective().goal().name().toLowerCase(java.util.Locale.ROOT),
                        spec.objective().metric()));
        lines.add("space      %d continuous and %d discrete parameters, %s%.3g discrete combinations"
                .formatted(
                        space.continuous(), space.discrete(), space.exact() ? "" : "at most ", space.combinations()));
        if (infeasible > 0) {
            lines.add("           about %.0f%% of it cannot be built on this data".formatted(100 * infeasible));
        }
        lines.add("search     %s, %,d trials, %d at a time%s, rungs of %s %s"
                .formatted(
                        spec.sampler().name(),
                        spec.budget().trials(),
                        spec.parallel(),
                        islands(spec),
                        String.join(
                                "/",
                                Arrays.stream(spec.pruner().rungs().toArray())
                                        .map(Object::toString)
                                        .toList()),
                        steps));
        if (beginsAgain(spec)) {
            lines.add(
                    "           without checkpoints: a promoted trial begins again, and nothing can be paused half-way");
        }
        lines.add("winner     " + winner(spec));
        lines.add("forecast   %,d %s%s"
                .formatted(
                        trainings,
                        steps,
                        seconds == null
                                ? "; how long one takes is not known"
                                : ", about %s of training".formatted(duration(seconds))));
        return lines;
    }

    private static String data(DataSpec data) {
        return data.isOwn()
                ? "the trainer's own; no test split is locked"
                : "%s, split %d: %,d training, %,d validation, %,d locked test rows"
                        .formatted(
                                data.name(),
                                data.split(),
                                data.rows().get(DataSpec.TRAIN),
                                data.rows().get(DataSpec.VALIDATION),
                                data.rows().get(DataSpec.TEST));
    }

    private static String islands(StudySpec spec) {
        String islands = spec.execution().islands() > 1
                ? " on %d islands".formatted(spec.execution().islands())
                : "";
        return spec.execution().deterministic() ? islands + ", repeatable" : islands;
    }

    private static String winner(StudySpec spec) {
        String how = spec.winner().seeds() == 0
                ? "the best checkpoint as it is"
                : "best %d trained over %d seeds"
                        .formatted(spec.winner().top(), spec.winner().seeds());
        return spec.trainer().makesModels()
                ? "%s, registered as %s".formatted(how, spec.model())
                : how + ", not registered";
    }

    private static String duration(double seconds) {
        if (seconds < 90) {
            return "%.0f s".formatted(Math.max(1, seconds));
        }
        return seconds < 5400 ? "%.0f min".formatted(seconds / 60) : "%.1f h".formatted(seconds / 3600);
    }
}
