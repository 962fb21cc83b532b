package dev.lamarck.dashboard.page;

import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.TrainingActivities.SliceRun;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Builds what the pages show of one study, as it is now. */
final class StudyPageBuilder {

    private final String study;
    private final StudySpec spec;
    private final @Nullable StudyDocument document;
    private final @Nullable StudySummary summary;
    private final List<TrialRecord> records;
    private final Map<Integer, Trial> trials;
    private final Slices slices;

    StudyPageBuilder(String study, StudyRecords from, Slices slices) {
        this.study = study;
        this.spec = from.job(study).spec();
        this.document = from.document(study).orElse(null);
        Optional<StudySummary> live = from.summary(study);
        this.summary = live.orElse(null);
        this.records = from.records(study);
        this.trials = StudyRecords.trials(records, live);
        this.slices = slices;
    }

    StudyPage page(Pictures pictures) {
        WinnerResult winner = StudyRecords.winner(document, summary);
        return new StudyPage(
                standing(),
                spec,
                spec.space().slots().stream()
                        .map(SearchSpace.Slot::parameter)
                        .map(Axis::of)
                        .toList(),
                lines(),
                best(),
                slots(winner),
                document != null && document.search() != null
                        ? document.search().importance()
                        : null,
                winner,
                winner == null || winner.explanation() == null
                        ? Map.of()
                        : pictures.addresses(study, winner.explanation()));
    }

    /** One trial in full; empty if the study has none of that id. */
    Optional<TrialPage> trial(int id) {
        Trial trial = trials.get(id);
        if (trial == null) {
            return Optional.empty();
        }
        List<TrialRecord> own =
                records.stream().filter(entry -> entry.trial().id() == id).toList();
        List<String> folders =
                own.stream().flatMap(entry -> entry.slices().stream()).toList();
        List<Integer> children = trials.values().stream()
                .filter(other -> other.suggestion().parents().contains(id))
                .map(Trial::id)
                .toList();
        return Optional.of(new TrialPage(
                standing(),
                spec.pruner().rungs(),
                line(trial, folders),
                children,
                slices.curves(folders),
                slots(own),
                slices.log(folders)));
    }

    Standing standing() {
        List<BestPoint> best = best();
        BestPoint last = best.isEmpty() ? null : best.getLast();
        return new Standing(
                study,
                spec.name(),
                status(),
                document != null ? "done" : summary == null ? "" : summary.phase(),
                spec.objective().metric(),
                spec.objective().goal().name(),
                spec.budget().trials(),
                summary == null ? trials.size() : Math.max(trials.size(), summary.started()),
                states(),
                last == null ? null : last.value(),
                last == null ? null : last.trial(),
                startedMillis(),
                document == null ? null : (Long) document.endedMillis(),
                document != null ? document.result().message() : summary == null ? null : summary.message(),
                spec.warmStart().size(),
                spec.nightly());
    }

    private String status() {
        if (document != null) {
            return document.result().status().name();
        }
        return summary == null ? "UNKNOWN" : summary.status().name();
    }

    private Map<String, Integer> states() {
        if (document != null) {
            return document.result().states();
        }
        if (summary != null) {
            return summary.states();
        }
        Map<String, Integer> counts = new TreeMap<>();
        trials.values().forEach(trial -> counts.merge(trial.state().name(), 1, Integer::sum));
        return counts;
    }

    private @Nullable Long startedMillis() {
        if (document != null) {
            return document.startedMillis();
        }
        long first = firstMillis();
        return first == 0 ? null : (Long) first;
    }

    private long firstMillis() {
        return trials.values().stream()
                .mapToLong(trial -> trial.period().startedMillis())
                .filter(millis -> millis > 0)
                .min()
                .orElse(0);
    }

    private List<TrialLine> lines() {
        Map<Integer, List<String>> folders = new HashMap<>();
        for (TrialRecord entry : records) {
            folders.computeIfAbsent(entry.trial().id(), id -> new ArrayList<>()).addAll(entry.slices());
        }
        return trials.values().stream()
                .map(trial -> line(trial, folders.getOrDefault(trial.id(), List.of())))
                .toList();
    }

    private TrialLine line(Trial trial, List<String> folders) {
        TreeMap<Long, CurvePoint> curve = new TreeMap<>();
        long measured = 0;
        for (String folder : folders) {
            Slices.Facts facts = slices.facts(folder, spec.objective().metric());
            facts.objective().forEach(point -> curve.put(point.step(), point));
            measured = Math.max(measured, facts.lastMillis());
        }
        Trial.Outcome ended = trial.ended();
        return new TrialLine(
                trial.id(),
                trial.state().name(),
                trial.suggestion().operator(),
                trial.suggestion().parents(),
                trial.suggestion().configuration().values(),
                trial.progress().rung() + 1,
                trial.progress().step(),
                trial.metrics(),
                value(trial),
                known(trial.period().startedMillis()),
                known(trial.period().endedMillis()),
                known(measured),
                ended == null || ended.failure() == null
                        ? null
                        : ended.failure().name(),
                ended == null ? null : ended.reason(),
                List.copyOf(curve.values()));
    }

    private List<BestPoint> best() {
        return document != null
                ? BestSoFar.of(document, firstMillis())
                : new BestSoFar(spec.objective(), slices).of(records);
    }

    private List<Busy> slots(List<TrialRecord> entries) {
        List<Busy> slots = new ArrayList<>();
        for (TrialRecord entry : entries) {
            int id = entry.trial().id();
            for (String slice : entry.slices()) {
                add(
                        slots,
                        slice,
                        Integer.toString(id),
                        id,
                        entry.trial().progress().rung() + 1);
            }
        }
        return slots;
    }

    /** Those of all trials, then of the winner's training runs. */
    private List<Busy> slots(@Nullable WinnerResult winner) {
        List<Busy> slots = slots(records);
        if (winner != null) {
            Collection<WinnerResult.SeedRun> seeds = winner.runs().stream()
                    .filter(run -> run.name().startsWith("winner-"))
                    .toList();
            seeds.forEach(run -> add(
                    slots,
                    run.checkpoint(),
                    run.name(),
                    null,
                    spec.pruner().rungs().size()));
        }
        return slots;
    }

    private void add(List<Busy> slots, String slice, String run, @Nullable Integer trial, int rung) {
        SliceRun at = slices.facts(slice, spec.objective().metric()).run();
        if (at != null) {
            slots.add(new Busy(at.worker(), at.slot(), run, trial, rung, at.startedMillis(), at.endedMillis()));
        }
    }

    private @Nullable Double value(Trial trial) {
        return Slices.finite(trial.metrics().get(spec.objective().metric()));
    }

    private static @Nullable Long known(long millis) {
        return millis == 0 ? null : (Long) millis;
    }
}
