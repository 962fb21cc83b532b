package dev.lamarck.worker;

import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether this worker takes a slice. It gives back, after a pause so that nobody runs in circles, what comes while its disk
 * is nearly full, and what had better go to another worker, the latter a few times at most: the others may be busy for
 * long. Safe for several threads.
 */
final class Admission {

    private static final Logger LOG = LoggerFactory.getLogger(Admission.class);
    private static final int MOST_GIVEN_BACK = 3;
    private static final int MOST_REMEMBERED = 1_000;

    /**
     * The limits.
     *
     * @param leastFreeBytes of disk
     * @param diskPause before a slice is given back for want of disk
     * @param pause before it is left to another worker
     */
    record Limits(long leastFreeBytes, Duration diskPause, Duration pause) {}

    private final String worker;
    private final Peers peers;
    private final LongSupplier freeBytes;
    private final Limits limits;
    private final Map<String, Integer> givenBack = new LinkedHashMap<>();

    /**
     * Of a worker.
     *
     * @param freeBytes how much disk is free where it works
     */
    Admission(String worker, Peers peers, LongSupplier freeBytes, Limits limits) {
        this.worker = worker;
        this.peers = peers;
        this.freeBytes = freeBytes;
        this.limits = limits;
    }

    /** Why the slice is given back; empty if it is taken. */
    Optional<String> refusal(TrainRequest request, Member member) throws InterruptedException {
        if (freeBytes.getAsLong() < limits.leastFreeBytes()) {
            Thread.sleep(limits.diskPause());
            long free = freeBytes.getAsLong();
            if (free < limits.leastFreeBytes()) {
                String reason = "Worker %s takes no work: %,d MB of its disk are free, and %,d MB must stay free."
                        .formatted(worker, free >> 20, limits.leastFreeBytes() >> 20);
                LOG.warn("{}", reason);
                return Optional.of(reason);
            }
        }
        if (request.avoid().contains(worker)
                && peers.anyBut(Set.copyOf(request.avoid()))
                && mayGiveBack(request.study() + "/" + member.trial())) {
            Thread.sleep(limits.pause());
            return Optional.of("Worker %s lost this trial before and leaves it to another.".formatted(worker));
        }
        return Optional.empty();
    }

    private synchronized boolean mayGiveBack(String trial) {
        int before = givenBack.merge(trial, 1, Integer::sum);
        if (before > MOST_GIVEN_BACK) {
            givenBack.remove(trial);
            return false;
        }
        if (givenBack.size() > MOST_REMEMBERED) {
            givenBack.remove(givenBack.keySet().iterator().next());
        }
        return true;
    }
}
