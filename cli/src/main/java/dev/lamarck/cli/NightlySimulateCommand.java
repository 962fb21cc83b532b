package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.engine.gate.GateSimulation;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        description = {
            "Tells how often the gate would promote, by simulation; no server is needed.",
            "With --gain 0 every promotion is a false one."
        })
final class NightlySimulateCommand implements Callable<Integer> {

    @Option(names = "--nights", description = "Nights of a year; default ${DEFAULT-VALUE}.", defaultValue = "365")
    private int nights;

    @Option(names = "--years", description = "How many years; default ${DEFAULT-VALUE}.", defaultValue = "2000")
    private int years;

    @Option(
            names = "--gain",
            description = "The challenger's true gain in accuracy, as a share; default ${DEFAULT-VALUE}.",
            defaultValue = "0")
    private double gain;

    @Option(
            names = "--rows",
            description = "Rows compared in a night; default ${DEFAULT-VALUE}.",
            defaultValue = "10000")
    private int rows;

    @Option(
            names = "--disagreement",
            description = "The share of rows on which just one of the two is right; default ${DEFAULT-VALUE}.",
            defaultValue = "0.05")
    private double disagreement;

    @Option(names = "--alpha", description = "The gate's; default ${DEFAULT-VALUE}.", defaultValue = "0.05")
    private double alpha;

    @Option(names = "--horizon", description = "The gate's; default ${DEFAULT-VALUE}.", defaultValue = "365")
    private int horizon;

    @Option(names = "--min-effect", description = "The gate's; default ${DEFAULT-VALUE}.", defaultValue = "0.002")
    private double minEffect;

    @Option(names = "--seed", description = "Of the random numbers; default ${DEFAULT-VALUE}.", defaultValue = "1")
    private long seed;

    @Mixin
    private OutputOption format = new OutputOption();

    @Override
    public Integer call() {
        Output output = Output.standard();
        GateSimulation.Result result = simulate();
        if (format.isJson()) {
            output.json(result);
        } else {
            output.line("%,d of %,d years of %d nights had a promotion: %.2f%%, with 95%% confidence at most %.2f%%"
                    .formatted(
                            result.yearsWithPromotion(),
                            result.years(),
                            result.nights(),
                            100 * result.shareOfYears(),
                            100 * result.upperBound95()));
            output.line("alpha %s over %d nights: a night promotes at p <= %.3g"
                    .formatted(alpha, horizon, result.threshold()));
        }
        return ExitCode.OK;
    }

    private GateSimulation.Result simulate() {
        try {
            GateSpec gate = new GateSpec(GateSpec.ACCURACY, GateSpec.MCNEMAR, alpha, horizon, minEffect, List.of());
            GateSimulation.Setting setting = new GateSimulation.Setting(years, nights, gain, rows, disagreement);
            return new GateSimulation(gate, setting).run(new SplittableRandom(seed));
        } catch (IllegalArgumentException e) {
            throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
        }
    }
}
