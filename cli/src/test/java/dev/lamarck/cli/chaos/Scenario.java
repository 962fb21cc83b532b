package dev.lamarck.cli.chaos;

import java.util.List;

/**
 * A study and what goes wrong while it runs; all of it follows from a seed.
 *
 * @param number from 1
 * @param study its name
 * @param seed of the study's search
 * @param trials its budget
 * @param space how large the space is that it searches
 * @param faults in the order in which they were drawn
 */
record Scenario(int number, String study, long seed, int trials, Space space, List<Fault> faults) {

    /** A small space is used up before the budget; in a middling one a careless sampler repeats itself. */
    enum Space {
        SMALL,
        MIDDLING
    }

    Scenario {
        faults = List.copyOf(faults);
    }

    /** True if a person's command line takes part, which otherwise has ended when the study has begun. */
    boolean isWatched() {
        return faults.stream().anyMatch(fault -> switch (fault) {
            case Fault.Kill kill -> kill.target() == Target.CLI;
            case Fault.Stop stop -> stop.target() == Target.CLI;
            case Fault.Cut _, Fault.Delay _, Fault.FullDisk _, Fault.ClockJump _ -> false;
        });
    }
}
