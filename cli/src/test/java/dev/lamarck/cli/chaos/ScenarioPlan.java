package dev.lamarck.cli.chaos;

import dev.lamarck.cli.chaos.Fault.Moment;
import dev.lamarck.cli.chaos.Scenario.Space;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Draws scenarios: the same seed gives the same ones, and more of them begin with the same. */
final class ScenarioPlan {

    private static final int MOST_FAULTS = 4;
    private static final int LONGEST_DOWN_MILLIS = 4_000;
    /** Past the heartbeat time-out of 20 s. */
    private static final int SHORTEST_STOP_MILLIS = 21_000;

    private static final int LONGEST_STOP_MILLIS = 26_000;
    private static final int LONGEST_CUT_MILLIS = 15_000;
    private static final int LONGEST_DELAY_MILLIS = 10_000;
    private static final int LONGEST_LATENCY_MILLIS = 1_500;
    private static final int MOST_JUMP_SECONDS = 7_200;
    private static final List<Target> WITH_HOOKS = List.of(Target.WORKER, Target.ENGINE);

    private ScenarioPlan() {}

    static List<Scenario> generate(long seed, int count) {
        List<Scenario> scenarios = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            scenarios.add(scenario(seed, number));
        }
        return scenarios;
    }

    private static Scenario scenario(long seed, int number) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed * 1_000_003 + number);
        int trials = random.nextInt(8, 13);
        Space space = random.nextInt(4) == 0 ? Space.SMALL : Space.MIDDLING;
        List<Fault> faults = new ArrayList<>();
        int count = random.nextInt(1, MOST_FAULTS + 1);
        for (int i = 0; i < count; i++) {
            faults.add(fault(random, trials));
        }
        return new Scenario(
                number, "chaos-%d-%03d".formatted(seed, number), random.nextLong(1, 1_000_000), trials, space, faults);
    }

    /** Kills are half of all faults: they are what processes die of. */
    private static Fault fault(RandomGenerator random, int trials) {
        Moment at = new Moment(random.nextInt(trials + 3), random.nextInt(1_500));
        int dice = random.nextInt(100);
        if (dice < 52) {
            return new Fault.Kill(target(random), random.nextInt(16), at, random.nextInt(LONGEST_DOWN_MILLIS));
        }
        if (dice < 68) {
            int millis = random.nextInt(SHORTEST_STOP_MILLIS, LONGEST_STOP_MILLIS);
            return new Fault.Stop(target(random), random.nextInt(16), at, millis);
        }
        if (dice < 78) {
            return new Fault.Cut(link(random), at, random.nextInt(1_000, LONGEST_CUT_MILLIS));
        }
        if (dice < 88) {
            int latency = random.nextInt(50, LONGEST_LATENCY_MILLIS);
            return new Fault.Delay(link(random), at, random.nextInt(2_000, LONGEST_DELAY_MILLIS), latency);
        }
        Target target = WITH_HOOKS.get(random.nextInt(WITH_HOOKS.size()));
        if (dice < 94) {
            return new Fault.FullDisk(target, at, random.nextInt(2_000, 12_000));
        }
        int jump = random.nextInt(60, MOST_JUMP_SECONDS) * (random.nextBoolean() ? 1 : -1);
        return new Fault.ClockJump(target, at, random.nextInt(2_000, LONGEST_CUT_MILLIS), jump);
    }

    private static Target target(RandomGenerator random) {
        return Target.values()[random.nextInt(Target.values().length)];
    }

    private static Link link(RandomGenerator random) {
        return Link.values()[random.nextInt(Link.values().length)];
    }
}
