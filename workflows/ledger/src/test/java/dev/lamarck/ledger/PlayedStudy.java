package dev.lamarck.ledger;

import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyDocument.Incumbent;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.sampler.Sampler;
import dev.lamarck.search.sampler.Samplers;
import dev.lamarck.search.study.Decision;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A study that is run in memory as the engine runs it, one event after the other; nothing is trained. */
final class PlayedStudy {

    private static final int RECORDS_A_SEGMENT = 16;

    private final StudySpec spec;
    private final StudyState state;
    private final List<LedgerRecord> records = new ArrayList<>();
    private final List<Incumbent> incumbents = new ArrayList<>();
    private Scored best;
    private long nowMillis = 1_000_000;
    private long firstMillis;

    PlayedStudy(StudySpec spec) {
        this.spec = spec;
        this.state = new StudyState(spec.rules(), spec.space());
    }

    /** Goes on until there are so many events, or nothing is left to do. */
    PlayedStudy play(int events) {
        while (records.size() < events && step()) {
            nowMillis += 250;
        }
        return this;
    }

    /** What a person does. */
    PlayedStudy tell(StudyEvent event) {
        add(event);
        return this;
    }

    /** Puts job and events into the ledger. */
    void write(Ledger ledger) {
        ledger.begin(new StudyRequest(spec, "digest"));
        segments(ledger);
    }

    /** The same with the document of a study that has ended. */
    void end(Ledger ledger) {
        add(new StudyEvent.Ended("the study ended", nowMillis));
        end(
                ledger,
                state.counts().entrySet().stream()
                        .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue)));
    }

    /** The same with a document that says how many trials ended in each state. */
    void end(Ledger ledger, Map<String, Integer> states) {
        ledger.begin(new StudyRequest(spec, "digest"));
        String last = segments(ledger);
        ledger.finish(new StudyDocument(
                spec,
                "digest",
                new StudyResult(StudyStatus.COMPLETED, states, null, null),
                incumbents,
                null,
                Math.ceilDiv(records.size(), RECORDS_A_SEGMENT),
                last,
                firstMillis,
                nowMillis));
    }

    StudyState state() {
        return state;
    }

    List<LedgerRecord> records() {
        return records;
    }

    List<Integer> incumbents() {
        return incumbents.stream().map(Incumbent::trial).toList();
    }

    long nowMillis() {
        return records.getLast().event().atMillis();
    }

    private String segments(Ledger ledger) {
        String last = "";
        for (int from = 0; from < records.size(); from += RECORDS_A_SEGMENT) {
            List<LedgerRecord> some = records.subList(from, Math.min(records.size(), from + RECORDS_A_SEGMENT));
            Segment segment =
                    ledger.append(new AppendRequest(spec.name(), from / RECORDS_A_SEGMENT + 1, last, some, List.of()));
            last = segment.sha256();
        }
        return last;
    }

    private boolean step() {
        switch (state.decide()) {
            case Decision.Train(Trial trial, int rung) ->
                add(new StudyEvent.Dispatched(trial.id(), trial.progress().dispatches() + 1, rung, nowMillis));
            case Decision.Suggest(int trial) -> suggest(trial);
            case Decision.Await _ -> measure();
            case Decision.Finish _ -> {
                return false;
            }
        }
        return true;
    }

    private void suggest(int trial) {
        StudyEvent.Enqueued asked = state.nextEnqueued();
        if (asked != null) {
            add(new StudyEvent.Suggested(
                    trial, new Suggestion(asked.configuration(), "enqueued", List.of()), nowMillis));
            return;
        }
        Sampler sampler = Samplers.get(spec.sampler().name());
        Suggestion suggestion = state.propose(
                attempt -> sampler.suggest(state.view(), trial, spec.sampler().seed(), attempt));
        add(
                suggestion == null
                        ? new StudyEvent.Exhausted(nowMillis)
                        : new StudyEvent.Suggested(trial, suggestion, sampler.version(), nowMillis));
    }

    /** The newest rung in flight ends; every seventh trial fails. */
    private void measure() {
        Trial trial = state.live().stream()
                .filter(live -> live.state() == TrialState.RUNNING)
                .max(Comparator.comparingInt(Trial::id))
                .orElseThrow();
        int dispatch = trial.progress().dispatches();
        if (trial.id() % 7 == 6) {
            add(new StudyEvent.Failed(
                    trial.id(),
                    dispatch,
                    dev.lamarck.search.study.FailureClass.USER_CODE,
                    "exit 1",
                    "worker",
                    40,
                    nowMillis));
            return;
        }
        int step = spec.pruner().rungs().get(trial.progress().rung());
        double x = (Double) trial.configuration().values().get("x");
        Map<String, Double> metrics = Map.of("val_accuracy", 1 - Math.abs(x - 0.3) / step);
        add(new StudyEvent.Measured(
                trial.id(), dispatch, step, metrics, "trials/" + trial.id() + "/" + step, 100, nowMillis));
    }

    private void add(StudyEvent event) {
        if (!state.apply(event)) {
            throw new IllegalStateException("Refused: " + event);
        }
        List<TrialRecord> changed = state.drainChanged().stream()
                .map(trial -> new TrialRecord(trial, List.of()))
                .toList();
        records.add(new LedgerRecord(records.size(), event, changed));
        if (event instanceof StudyEvent.Dispatched && firstMillis == 0) {
            firstMillis = nowMillis;
        }
        Scored now = state.incumbent();
        if (event instanceof StudyEvent.Measured measured
                && now != null
                && now.trial() == measured.trial()
                && !now.equals(best)) {
            best = now;
            incumbents.add(new Incumbent(
                    (nowMillis - firstMillis) / 1000.0,
                    now.trial(),
                    measured.metrics().get("val_accuracy"),
                    String.valueOf(measured.checkpoint())));
        }
    }
}
