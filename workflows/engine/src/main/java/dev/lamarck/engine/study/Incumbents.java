package dev.lamarck.engine.study;

import dev.lamarck.contract.StudyDocument.Incumbent;
import dev.lamarck.contract.StudyRequest.Carried;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.WinnerWorkflow.Finalist;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Which trials were the best so far, when, and with which checkpoints. Workflow code. */
final class Incumbents {

    private static final int MOST_FINALISTS = 10;

    private final StudySpec spec;
    private final StudyState state;
    private final List<Incumbent> incumbents;
    private final List<Scored> scores;
    private final Map<Integer, String> checkpoints;
    private long firstDispatch;

    Incumbents(StudySpec spec, StudyState state, Carried carried) {
        this.spec = spec;
        this.state = state;
        this.incumbents = new ArrayList<>(carried.incumbents());
        this.scores = new ArrayList<>(carried.incumbentScores());
        this.checkpoints = new TreeMap<>(carried.finalists());
        this.firstDispatch = carried.firstDispatchMillis();
    }

    void dispatched(long nowMillis) {
        firstDispatch = firstDispatch == 0 ? nowMillis : firstDispatch;
    }

    void note(StudyEvent.Measured measured) {
        String checkpoint = measured.checkpoint() == null ? "" : measured.checkpoint();
        checkpoints.put(measured.trial(), checkpoint);
        List<Integer> kept =
                state.best(MOST_FINALISTS).stream().map(Scored::trial).toList();
        checkpoints.keySet().retainAll(kept);
        Scored best = state.incumbent();
        if (best == null || best.trial() != measured.trial() || (!scores.isEmpty() && best.equals(scores.getLast()))) {
            return;
        }
        Double value = measured.metrics().get(spec.objective().metric());
        double seconds = (measured.atMillis() - firstDispatch) / 1000.0;
        incumbents.add(new Incumbent(seconds, best.trial(), value == null ? Double.NaN : value, checkpoint));
        scores.add(best);
    }

    /** The best trials with the checkpoints that the search left of them. */
    List<Finalist> finalists(int count) {
        return state.best(count).stream()
                .map(scored -> new Finalist(scored, checkpoints.getOrDefault(scored.trial(), "")))
                .toList();
    }

    List<Incumbent> all() {
        return List.copyOf(incumbents);
    }

    /** Former incumbents, oldest first. */
    List<Finalist> former() {
        return IntStream.range(0, incumbents.size())
                .mapToObj(i -> new Finalist(scores.get(i), incumbents.get(i).checkpoint()))
                .toList();
    }

    List<Scored> scores() {
        return List.copyOf(scores);
    }

    Map<Integer, String> checkpoints() {
        return checkpoints;
    }

    long firstDispatch() {
        return firstDispatch;
    }
}
