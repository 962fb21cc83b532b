package dev.lamarck.dashboard;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainingActivities.SliceRun;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A study that was never trained, written by the classes that write real ones: trials are bred from the best, climb rungs
 * or are pruned, some diverge. The same seed gives the same study.
 */
final class SyntheticStudy {

    static final long START = 1_790_000_000_000L;
    private static final long MILLIS_PER_STEP = 400;

    final String key;
    final StudySpec spec;
    private final ArtifactStore store;
    private final Ledger ledger;
    private final SplittableRandom random;
    private final long[] slotFree;
    private final Map<Integer, Trial> trials = new TreeMap<>();
    private final List<StudyDocument.Incumbent> incumbents = new ArrayList<>();
    private final List<LedgerRecord> pending = new ArrayList<>();
    private Scored leader;
    private String previous = "";
    private int segments;

    SyntheticStudy(ArtifactStore store, String key, StudySpec spec) throws IOException {
        this.store = store;
        this.ledger = new Ledger(store);
        this.key = key;
        this.spec = spec;
        this.random = new SplittableRandom(spec.sampler().seed());
        this.slotFree = new long[spec.parallel()];
        Arrays.fill(slotFree, START);
        store.put(ArtifactKeys.job(key), Payloads.json().writeValueAsBytes(new StudyRequest(spec, "0".repeat(64))));
    }

    Ledger ledger() {
        return ledger;
    }

    List<Trial> trials() {
        return List.copyOf(trials.values());
    }

    List<StudyDocument.Incumbent> incumbents() {
        return incumbents;
    }

    int segments() {
        return segments;
    }

    String lastSegment() {
        return previous;
    }

    /** Runs the given number of further trials, a ledger segment for each. */
    SyntheticStudy run(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            runTrial(trials.size());
            append();
        }
        return this;
    }

    private void runTrial(int id) throws IOException {
        Suggestion suggestion = suggestion(id);
        int slot = slotFree[0] <= slotFree[slotFree.length - 1] ? 0 : slotFree.length - 1;
        long started = slotFree[slot];
        boolean diverges = id % 17 == 5;
        double quality = quality(suggestion.configuration());
        for (int rung = 0; rung < spec.pruner().rungs().size(); rung++) {
            int after = rung == 0 ? 0 : spec.pruner().rungs().get(rung - 1);
            int to = diverges ? after + 1 : spec.pruner().rungs().get(rung);
            double[] curve = curve(quality, after, to, diverges);
            String folder = slice(id, rung, slot, after, curve);
            double value = curve[curve.length - 1];
            TrialState state = diverges ? TrialState.FAILED : state(rung, value);
            long ended = state.isTerminal() ? slotFree[slot] : 0;
            Trial trial = new Trial(
                    id,
                    suggestion,
                    state,
                    new Trial.Progress(rung, 1, to, rung + 1, 0, folder),
                    metrics(value),
                    new Trial.Period(started, ended),
                    outcome(state, rung));
            trials.put(id, trial);
            pending.add(new LedgerRecord(
                    pending.size(),
                    new StudyEvent.Suggested(trial.id(), trial.suggestion(), 0),
                    List.of(new TrialRecord(trial, List.of(folder)))));
            if (state != TrialState.FAILED) {
                note(trial, value, slotFree[slot]);
            }
            if (state.isTerminal()) {
                return;
            }
        }
    }

    private Suggestion suggestion(int id) {
        Configuration fresh = spec.space().configuration(slot -> random.nextDouble());
        if (id < 8) {
            return new Suggestion(fresh, "initial", List.of());
        }
        List<Trial> best = trials.values().stream()
                .filter(trial -> trial.state() != TrialState.FAILED)
                .sorted(Comparator.comparingDouble(trial -> -trial.metrics().get("val_accuracy")))
                .limit(6)
                .toList();
        Trial mother = best.get(random.nextInt(best.size()));
        Trial father = best.get(random.nextInt(best.size()));
        if (id % 3 == 0 || mother.id() == father.id()) {
            return new Suggestion(near(mother, fresh), "mutation", List.of(mother.id()));
        }
        return new Suggestion(near(mother, fresh), "crossover", List.of(mother.id(), father.id()));
    }

    /** The parent's values where both have them, with a changed learning rate. */
    private Configuration near(Trial parent, Configuration fresh) {
        Map<String, Object> values = new java.util.LinkedHashMap<>(
                parent.suggestion().configuration().values());
        double rate = ((Number) values.get("learning_rate")).doubleValue() * (0.6 + 0.9 * random.nextDouble());
        values.put("learning_rate", Math.clamp(rate, 0.001, 0.03));
        values.put("dropout", fresh.values().get("dropout"));
        return new Configuration(values);
    }

    private double quality(Configuration configuration) {
        double rate = Math.log10(configuration.number("learning_rate"));
        double penalty = 0.05 * Math.pow(rate + 2.2, 2) + 0.12 * Math.abs(configuration.number("dropout") - 0.2);
        return 0.985 - penalty - (configuration.text("optimizer").equals("sgd") ? 0.03 : 0);
    }

    private double[] curve(double quality, int after, int to, boolean diverges) {
        double[] values = new double[to - after];
        for (int i = 0; i < values.length; i++) {
            double reached = quality * (1 - 0.45 * Math.exp(-(after + i + 1) / 3.0));
            values[i] = diverges ? Double.NaN : reached + (random.nextDouble() - 0.5) * 0.006;
        }
        return values;
    }

    private TrialState state(int rung, double value) {
        if (rung == spec.pruner().rungs().size() - 1) {
            return TrialState.COMPLETED;
        }
        double bar = 0.80 + 0.05 * rung + 0.05 * random.nextDouble();
        return value < bar ? TrialState.PRUNED : TrialState.PAUSED;
    }

    private static Trial.Outcome outcome(TrialState state, int rung) {
        return switch (state) {
            case FAILED -> new Trial.Outcome(FailureClass.DIVERGED, "val_loss is NaN at step 1");
            case PRUNED -> new Trial.Outcome(null, "below the best third of rung %d".formatted(rung + 1));
            default -> null;
        };
    }

    private static Map<String, Double> metrics(double value) {
        return Map.of("val_accuracy", value, "val_loss", 1.2 - value, "train_loss", 1.1 - value);
    }

    private void note(Trial trial, double value, long millis) {
        Scored scored = new Scored(
                trial.id(),
                trial.suggestion().configuration(),
                trial.progress().rung(),
                spec.objective().loss(value));
        if (leader == null || Scored.BEST_FIRST.compare(scored, leader) < 0) {
            leader = scored;
            incumbents.add(new StudyDocument.Incumbent((millis - START) / 1000.0, trial.id(), value, "unused"));
        }
    }

    private String slice(int id, int rung, int slot, int after, double[] curve) throws IOException {
        Path folder = Files.createTempDirectory("lamarck-slice");
        StringBuilder report = new StringBuilder();
        long from = slotFree[slot];
        for (int i = 0; i < curve.length; i++) {
            slotFree[slot] += MILLIS_PER_STEP;
            report.append(Payloads.json()
                            .writeValueAsString(Map.of(
                                    "step",
                                    after + i + 1,
                                    "metrics",
                                    metrics(curve[i]),
                                    "system",
                                    Map.of("cpu_utilization_percentage", 90.0 + i),
                                    "time",
                                    slotFree[slot])))
                    .append('\n');
        }
        report.append("{\"done\":true,\"result\":{\"parameters\":33899,\"architecture\":\"d64-d32-d10\"},\"time\":%d}\n"
                .formatted(slotFree[slot]));
        Files.writeString(folder.resolve("report.jsonl"), report);
        Files.writeString(folder.resolve("log.txt"), "trial %d, rung %d\nepoch done\n".formatted(id, rung + 1));
        Files.write(
                folder.resolve(SliceRun.FILE),
                Payloads.json()
                        .writeValueAsBytes(
                                new SliceRun("lamarck/1|trainer|4242|cpu|2|cpu", slot, from, slotFree[slot])));
        slotFree[slot] += 60;
        String target = ArtifactKeys.attempt(key, Integer.toString(id), rung, 0, rung + 1, "00000000");
        ArtifactFolder.write(store, target, folder);
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
        return target;
    }

    private void append() {
        segments++;
        previous = ledger.append(new AppendRequest(key, segments, previous, pending, List.of()))
                .sha256();
        pending.clear();
    }

    long endedMillis() {
        return Arrays.stream(slotFree).max().orElse(START);
    }
}
