package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyRequest.Carried;
import dev.lamarck.contract.StudyRequest.Held;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoints may go: those that no living trial goes on from and that are neither a finalist's nor an incumbent's.
 * A living trial keeps two, the last one and the one before, which is used if the last cannot be read; above the quota it
 * keeps one. Workflow code.
 */
final class Checkpoints {

    private static final int KEPT_OF_LIVING = 2;

    private final long quotaBytes;
    private final Incumbents incumbents;
    private final Map<Integer, List<Held>> living = new TreeMap<>();
    private final Set<String> pinned = new LinkedHashSet<>();
    private final Map<String, Long> sizes = new HashMap<>();
    private long livingBytes;

    Checkpoints(StudySpec spec, Incumbents incumbents, Carried carried) {
        this.quotaBytes = spec.checkpoints().quotaBytes();
        this.incumbents = incumbents;
        carried.held().forEach((trial, held) -> living.put(trial, new ArrayList<>(held)));
        living.values().forEach(held -> held.forEach(one -> livingBytes += one.bytes()));
        pinned.addAll(wanted());
    }

    /** A slice that may be accepted left a checkpoint of this size. */
    void left(String checkpoint, long bytes) {
        sizes.put(checkpoint, bytes);
    }

    /** What an event has made useless. */
    List<String> superseded(StudyEvent event, List<Trial> changed) {
        List<String> useless = new ArrayList<>();
        switch (event) {
            case StudyEvent.Yielded yielded -> add(yielded.trial(), yielded.checkpoint(), useless);
            case StudyEvent.Measured measured -> add(measured.trial(), measured.checkpoint(), useless);
            default -> {}
        }
        for (Trial trial : changed) {
            // One that failed may be tried again by hand.
            if (trial.state().isTerminal() && trial.state() != TrialState.FAILED) {
                List<Held> left = living.remove(trial.id());
                (left == null ? List.<Held>of() : left).forEach(held -> drop(held, useless));
            }
        }
        if (useless.isEmpty() && !(event instanceof StudyEvent.Measured)) {
            return List.of();
        }
        Set<String> wanted = wanted();
        pinned.stream().filter(checkpoint -> !isLiving(checkpoint)).forEach(useless::add);
        pinned.clear();
        pinned.addAll(wanted);
        useless.removeIf(checkpoint -> wanted.contains(checkpoint) || checkpoint.isEmpty());
        return useless.stream().distinct().toList();
    }

    /** The checkpoints of trials that live, by id, oldest first. */
    Map<Integer, List<Held>> held() {
        return living;
    }

    private void add(int trial, @Nullable String checkpoint, List<String> useless) {
        if (checkpoint == null) {
            return;
        }
        Long bytes = sizes.remove(checkpoint);
        Held held = new Held(checkpoint, bytes == null ? 0 : bytes);
        List<Held> all = living.computeIfAbsent(trial, _ -> new ArrayList<>());
        all.add(held);
        livingBytes += held.bytes();
        boolean over = quotaBytes > 0 && livingBytes > quotaBytes;
        while (all.size() > (over ? 1 : KEPT_OF_LIVING)) {
            drop(all.removeFirst(), useless);
        }
    }

    private void drop(Held held, List<String> useless) {
        livingBytes -= held.bytes();
        useless.add(held.checkpoint());
    }

    private boolean isLiving(String checkpoint) {
        return living.values().stream()
                .anyMatch(held -> held.stream().anyMatch(one -> one.checkpoint().equals(checkpoint)));
    }

    /** Finalists always; above the quota no more than those. */
    private Set<String> wanted() {
        Set<String> wanted = new LinkedHashSet<>(incumbents.checkpoints().values());
        if (quotaBytes == 0 || livingBytes <= quotaBytes) {
            incumbents.former().forEach(finalist -> wanted.add(finalist.checkpoint()));
        }
        return wanted;
    }
}
