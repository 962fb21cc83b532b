package dev.lamarck.engine.study;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.VirtualOrder;
import io.temporal.workflow.Workflow;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What came from slices and was not applied yet: in the order in which it came or, in a deterministic study, in virtual
 * order. Workflow code.
 */
final class Arrivals {

    private final Deque<StudyEvent.Result> inOrder = new ArrayDeque<>();
    private final @Nullable VirtualOrder order;
    private final Map<Integer, Long> arrivedMillis = new HashMap<>();
    private long stalledMillis;

    Arrivals(StudySpec spec, VirtualOrder.Snapshot from) {
        this.order = spec.execution().deterministic() ? new VirtualOrder(from) : null;
    }

    /** A rung begins, or goes on. */
    void begin(int trial, int steps) {
        if (order != null) {
            order.begin(trial, steps);
        }
    }

    void arrive(StudyEvent.Result event) {
        if (order == null || goesOn(event)) {
            inOrder.add(event);
        } else {
            arrivedMillis.put(event.trial(), Workflow.currentTimeMillis());
            order.arrive(event);
        }
    }

    boolean isReady() {
        return !inOrder.isEmpty() || (order != null && order.isReady());
    }

    /** The next that counts; null if it has not come. */
    StudyEvent.@Nullable Result poll() {
        StudyEvent.Result first = inOrder.poll();
        if (first != null || order == null) {
            return first;
        }
        StudyEvent.Result turn = order.poll().orElse(null);
        if (turn != null) {
            Long arrived = arrivedMillis.remove(turn.trial());
            stalledMillis += arrived == null ? 0 : Workflow.currentTimeMillis() - arrived;
        }
        return turn;
    }

    /** As {@link #poll}, when nothing more will come. */
    StudyEvent.@Nullable Result drain() {
        StudyEvent.Result next = poll();
        if (next == null && order != null) {
            order.open().forEach(order::drop);
            next = poll();
        }
        return next;
    }

    /** Trials of a deterministic study whose rung has begun and is not done, in the order of their turns. */
    List<Integer> open() {
        return order == null ? List.of() : order.open();
    }

    /** The trial ended without a result. */
    void drop(int trial) {
        if (order != null) {
            order.drop(trial);
        }
    }

    /** For how long results have waited for their predecessors. */
    long stalledMillis() {
        return stalledMillis;
    }

    VirtualOrder.Snapshot snapshot() {
        return order == null ? VirtualOrder.Snapshot.START : order.snapshot();
    }

    /** Whether the rung goes on in another slice, which takes no virtual time. */
    private static boolean goesOn(StudyEvent.Result event) {
        return switch (event) {
            case StudyEvent.Measured _ -> false;
            case StudyEvent.Failed failed -> failed.failure() == FailureClass.INFRASTRUCTURE;
            default -> true;
        };
    }
}
