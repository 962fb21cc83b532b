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

/**
 * What a job will cost, before it is paid.
 *
 * @param trainings epochs in all, winner included
 * @param seconds a rough forecast with all slots at work; the cost of a step is modelled, not measured
 * @param infeasible the share of configurations from which no network can be built
 */
public record Preview(SpaceSize space, long trainings, double seconds, double infeasible) {

    private static final int SAMPLES = 64;

    public static Preview of(StudySpec spec) {
        List<Double> epochSeconds = new ArrayList<>();
        String problem = "";
        GenomeCodec codec = new GenomeCodec(spec.space());
        SplittableRandom random = new SplittableRandom(spec.sampler().seed());
        DataSpec data = spec.data();
        Recipe.Fit fit = Job.fit(data);
        int rows = data.rows().getOrDefault(DataSpec.TRAIN, 0);
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
        double mean =
                epochSeconds.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        long epochs = epochs(spec);
        return new Preview(
                SpaceSize.of(spec.space()),
                epochs,
                epochs * mean / spec.parallel(),
                1 - epochSeconds.size() / (double) SAMPLES);
    }

    /** Successive halving at its expected shares, then the winner's runs. */
    private static long epochs(StudySpec spec) {
        double epochs = 0;
        double trials = spec.budget().trials();
        int before = 0;
        for (int end : spec.pruner().rungs()) {
            epochs += trials * (end - before);
            before = end;
            trials = spec.pruner().reduction() > 1
                    ? Math.max(1, Math.floor(trials / spec.pruner().reduction()))
                    : trials;
        }
        return Math.round(epochs) + (long) spec.winner().top() * spec.winner().seeds() * before;
    }

    /** Lines for people. */
    public List<String> lines(StudySpec spec) {
        List<String> lines = new ArrayList<>();
        DataSpec data = spec.data();
        lines.add("data       %s, split %d: %,d training, %,d validation, %,d locked test rows"
                .formatted(
                        data.name(),
                        data.split(),
                        data.rows().get(DataSpec.TRAIN),
                        data.rows().get(DataSpec.VALIDATION),
                        data.rows().get(DataSpec.TEST)));
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
        lines.add("search     %s, %,d trials, %d at a time, rungs of %s epochs"
                .formatted(
                        spec.sampler().name(),
                        spec.budget().trials(),
                        spec.parallel(),
                        String.join(
                                "/",
                                Arrays.stream(spec.pruner().rungs().toArray())
                                        .map(Object::toString)
                                        .toList())));
        lines.add("winner     best %d trained over %d seeds, registered as %s"
                .formatted(spec.winner().top(), spec.winner().seeds(), spec.model()));
        lines.add("forecast   %,d epochs, about %s of training".formatted(trainings, duration(seconds)));
        return lines;
    }

    private static String duration(double seconds) {
        if (seconds < 90) {
            return "%.0f s".formatted(Math.max(1, seconds));
        }
        return seconds < 5400 ? "%.0f min".formatted(seconds / 60) : "%.1f h".formatted(seconds / 3600);
    }
}
