package dev.lamarck.cli.study;

import dev.lamarck.cli.stack.Pollers;
import dev.lamarck.contract.Identity;
import dev.lamarck.contract.TemporalConnection;
import java.util.List;

/**
 * Who is there to work on a study.
 *
 * @param engines that serve
 * @param workers of its pool
 */
public record Surroundings(String pool, List<Identity> engines, List<Identity> workers) {

    public Surroundings {
        engines = List.copyOf(engines);
        workers = List.copyOf(workers);
    }

    public static Surroundings of(TemporalConnection connection, String pool) {
        Pollers pollers = new Pollers(connection);
        return new Surroundings(pool, pollers.engines(), pollers.workers(pool));
    }

    public int slots() {
        return workers.stream().mapToInt(Identity::slots).sum();
    }
}
