package dev.lamarck.engine.tracking;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.PublishWorkflow.PublishRequest;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrackingActivities.Position;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/** A study of rungs at 1, 3 and 9 epochs whose ledger is written here, a segment a call. */
final class SampleLedger {

    static final long START = 1_790_000_000_000L;
    static final List<Integer> RUNGS = List.of(1, 3, 9);

    final StudySpec spec;
    private final ArtifactStore store;
    private final Ledger ledger;
    private final Path scratch;
    private Position position = Position.BEGINNING;
    private int folders;
    private int events;

    SampleLedger(ArtifactStore store, Path scratch) {
        this.store = store;
        this.scratch = scratch;
        this.ledger = new Ledger(store);
        this.spec = new StudySpec(
                "digits",
                TrainerSpec.preset("mlp"),
                new DataSpec("digits", 1, "ab".repeat(32), new DataSpec.Shape(1, 8, 8), 10, 0.1, 0.3, Map.of()),
                new Objective("val_accuracy", Objective.Goal.MAXIMIZE),
                SearchSpace.of(List.of(new FloatParameter("x", 0, 1, false, null, null))),
                new StudySpec.Sampler("genetic", 7),
                new StudySpec.Pruner(RUNGS, 3),
                Limits.ofTrials(100),
                2,
                StudySpec.Execution.in("cpu"),
                new FailureRules(3, FailureRules.OutOfMemory.FAIL, 3),
                StudySpec.Retention.USUAL,
                new StudySpec.Winner(1, 0),
                "digits",
                List.of(),
                List.of(),
                null);
        ledger.begin(new StudyRequest(spec, "digest"));
    }

    PublishRequest request(boolean ended) {
        return new PublishRequest(spec, "digest", START, ended, null);
    }

    /** How far the ledger is written. */
    Position position() {
        return position;
    }

    /** A trial that has ended a rung, the last of them if it says so, and the slice that it left. */
    TrialRecord rung(int id, int rung) throws IOException {
        boolean last = rung == RUNGS.size() - 1;
        int step = RUNGS.get(rung);
        Trial trial = trial(
                id,
                last ? TrialState.COMPLETED : TrialState.PAUSED,
                new Trial.Progress(rung, 1, step, rung + 1, 0, null),
                last ? new Trial.Outcome(null, "reached the full budget") : null);
        return new TrialRecord(trial, List.of(slice(id, rung == 0 ? 0 : RUNGS.get(rung - 1), step, 0)));
    }

    /** A trial that has reported several metrics, or one of that name, at each of so many steps. */
    TrialRecord series(int id, int steps, int metrics, String... name) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int step = 1; step <= steps; step++) {
            StringJoiner values = new StringJoiner(",", "{", "}");
            for (int metric = 0; metric < metrics; metric++) {
                values.add("\"%s\":%d".formatted(name.length > 0 ? name[0] : "m" + metric, step));
            }
            lines.add("{\"step\":%d,\"time\":%d,\"metrics\":%s}".formatted(step, START + step, values));
        }
        Trial.Progress progress = new Trial.Progress(0, 1, steps, 1, 0, null);
        return new TrialRecord(trial(id, TrialState.PAUSED, progress, null), List.of(folder(id, lines)));
    }

    /** The same with an attempt before that was lost halfway, and said other things of the same steps. */
    TrialRecord rungAtSecondAttempt(int id, int rung) throws IOException {
        int after = rung == 0 ? 0 : RUNGS.get(rung - 1);
        TrialRecord whole = rung(id, rung);
        return new TrialRecord(
                whole.trial(),
                List.of(
                        slice(id, after, RUNGS.get(rung) - 1, 0.5),
                        whole.slices().getFirst()));
    }

    /** The same of a trial that begins each rung from its first step, with slightly other values. */
    TrialRecord rungFromTheFirstStep(int id, int rung) throws IOException {
        return new TrialRecord(rung(id, rung).trial(), List.of(slice(id, 0, RUNGS.get(rung), rung / 1_000.0)));
    }

    /** A trial that goes on with the next rung. */
    TrialRecord promoted(int id, int rung) {
        return new TrialRecord(
                trial(
                        id,
                        TrialState.RUNNING,
                        new Trial.Progress(rung, 0, RUNGS.get(rung - 1), rung + 1, 0, null),
                        null),
                List.of());
    }

    /** Writes a segment of one record a change; what happened does not matter to those who read here. */
    void append(List<TrialRecord> changes) {
        List<LedgerRecord> records = changes.stream()
                .map(change -> new LedgerRecord(events++, new StudyEvent.Exhausted(START), List.of(change)))
                .toList();
        int number = position.segments() + 1;
        String hash = ledger.append(new AppendRequest(spec.name(), number, position.last(), records, List.of()))
                .sha256();
        position = new Position(position.segments() + 1, hash);
    }

    /** Three rungs of each trial, in a segment each, all trials beside one another. */
    void appendTrials(int count) throws IOException {
        for (int rung = 0; rung < RUNGS.size(); rung++) {
            for (int id = 0; id < count; id++) {
                append(List.of(rung(id, rung)));
            }
        }
    }

    void end() {
        ledger.finish(new StudyDocument(
                spec,
                "digest",
                new StudyResult(StudyStatus.COMPLETED, Map.of(), null, null),
                List.of(),
                null,
                position.segments(),
                position.last(),
                START,
                START + 60_000));
    }

    /** The folders that a trial's slices left. */
    List<String> slices(int trial) {
        return ledger.slices(spec.name(), trial);
    }

    static double accuracy(int id, int step) {
        return (id + step) / 100.0;
    }

    private static Trial trial(int id, TrialState state, Trial.Progress progress, Trial.Outcome outcome) {
        return new Trial(
                id,
                new Suggestion(new Configuration(Map.of("x", id / 100.0)), "random", List.of()),
                state,
                progress,
                Map.of("val_accuracy", accuracy(id, progress.step())),
                new Trial.Period(START + id, outcome == null ? 0 : START + 50_000 + id),
                outcome);
    }

    private String slice(int id, int after, int to, double more) throws IOException {
        List<String> lines = new ArrayList<>();
        for (int step = after + 1; step <= to; step++) {
            lines.add("{\"step\":%d,\"time\":%d,\"metrics\":{\"val_accuracy\":%s}}"
                    .formatted(step, START + id + step * 100L, accuracy(id, step) + more));
        }
        return folder(id, lines);
    }

    private String folder(int id, List<String> lines) throws IOException {
        Path folder = Files.createDirectories(scratch.resolve("slice-" + folders++));
        Files.write(folder.resolve("report.jsonl"), lines);
        String key = ArtifactKeys.attempt(spec.name(), Integer.toString(id), 0, 0, 1, "n" + folders);
        ArtifactFolder.write(store, key, folder);
        return key;
    }
}
