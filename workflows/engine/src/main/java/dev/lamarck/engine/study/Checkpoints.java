package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyRequest.Carried;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which checkpoints may go: those that no living trial goes on from and that are neither a finalist's nor an incumbent's.
 * A living trial keeps two, the last one and the one before, which is used if the last cannot be read. Workflow code.
 */
final class Checkpoints {

    private static final int KEPT_OF_LIVING = 2;

    private final Incumbents incumbents;
    private final Map<Integer, List<String>> living = new TreeMap<>();
    private final Set<String> pinned = new LinkedHashSet<>();

    Checkpoints(Incumbents incumbents, Carried carried) {
        this.incumbents = incumbents;
        carried.held().forEach((trial, held) -> living.put(trial, new ArrayList<>(held)));
        pinned.addAll(wanted());
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
                List<String> left = living.remove(trial.id());
                useless.addAll(left == null ? List.of() : left);
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
    Map<Integer, List<String>> held() {
        return living;
    }

    private void add(int trial, @Nullable String checkpoint, List<String> useless) {
        if (checkpoint == null) {
            return;
        }
        List<String> held = living.computeIfAbsent(trial, _ -> new ArrayList<>());
        held.add(checkpoint);
        if (held.size() > KEPT_OF_LIVING) {
            useless.add(held.removeFirst());
        }
    }

    private boolean isLiving(String checkpoint) {
        return living.values().stream().anyMatch(held -> held.contains(checkpoint));
    }

    private Set<String> wanted() {
        Set<String> wanted = new LinkedHashSet<>(incumbents.checkpoints().values());
        incumbents.former().forEach(finalist -> wanted.add(finalist.checkpoint()));
        return wanted;
    }
}
