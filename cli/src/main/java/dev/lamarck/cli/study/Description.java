package dev.lamarck.cli.study;

import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.TrialState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a study does and why it waits.
 *
 * @param reasons why it does not go on, or not faster
 * @param incumbent the best trial so far, or the winner; null if there is none
 * @param running slices that train now
 * @param queued slices that wait for a worker
 * @param slots of all workers of its pool
 */
public record Description(
        String study,
        String status,
        String phase,
        List<String> reasons,
        Map<String, Used> budget,
        Map<String, Integer> states,
        @Nullable Integer incumbent,
        List<PendingWork.Slice> running,
        int queued,
        String pool,
        int slots,
        @Nullable String message) {

    /** What is shown where neither server nor record can say how a study stands. */
    static final String UNKNOWN = "UNKNOWN";

    /**
     * How much of a limit is used.
     *
     * @param limit null for none
     */
    public record Used(long used, @Nullable Long limit) {}

    /**
     * Describes a study.
     *
     * @param nowMillis the time, in milliseconds since 1970
     * @throws dev.lamarck.ledger.UnknownStudyException if there is no such study
     */
    public static Description of(
            String study, StudyReader reader, Surroundings around, PendingWork work, long nowMillis) {
        StudyRequest job = reader.job(study);
        Optional<StudyDocument> document = reader.document(study);
        Optional<StudySummary> server = document.isPresent() ? Optional.empty() : reader.summary(study);
        boolean forgotten = document.isEmpty() && server.isEmpty() && reader.isForgotten(study);
        StudySummary summary = server.orElseGet(() -> reader.recorded(study).summary());
        List<String> reasons =
                document.isPresent() ? ofRecord(work) : Reasons.of(server.orElse(null), forgotten, around, work);
        long began = reader.ledger().beganMillis(study);
        long until = document.map(StudyDocument::endedMillis).orElse(nowMillis);
        return new Description(
                study,
                document.map(ended -> ended.result().status().name())
                        .orElseGet(() -> server.isPresent() ? summary.status().name() : UNKNOWN),
                document.isPresent() ? "done" : summary.phase(),
                reasons,
                budget(summary, began == 0 ? 0 : (until - began) / 1000),
                new TreeMap<>(document.map(ended -> ended.result().states()).orElse(summary.states())),
                incumbent(document, summary.incumbent()),
                work.running(),
                work.queued(),
                job.spec().execution().pool(),
                around.slots(),
                document.map(ended -> ended.result().message()).orElse(summary.message()));
    }

    /** Lines for people. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add("%-10s %s, %s".formatted(study, status, phase));
        if (message != null) {
            lines.add("           " + message);
        }
        reasons.forEach(reason -> lines.add("waits      " + reason));
        budget.forEach((name, used) -> lines.add("%-10s %s"
                .formatted(
                        name,
                        used.limit() == null
                                ? "%,d, no limit".formatted(used.used())
                                : "%,d of %,d".formatted(used.used(), used.limit()))));
        lines.add("trials     "
                + String.join(
                        ", ",
                        states.entrySet().stream()
                                .map(entry -> entry.getValue() + " " + entry.getKey())
                                .toList()));
        if (incumbent != null) {
            lines.add("best       trial " + incumbent);
        }
        lines.add("pool       %s with %d slots, %d slices wait for one".formatted(pool, slots, queued));
        running.forEach(slice -> lines.add("runs       trial %s on %s, step %d%s"
                .formatted(
                        slice.trial(),
                        slice.worker(),
                        slice.step(),
                        slice.metrics().isEmpty() ? "" : ", " + TrialText.metrics(slice.metrics()))));
        return lines;
    }

    private static Map<String, Used> budget(StudySummary summary, long seconds) {
        Limits limits = summary.budget();
        Map<String, Used> budget = new java.util.LinkedHashMap<>();
        budget.put("trials", new Used(summary.started(), (long) limits.trials()));
        budget.put("parallel", new Used(summary.states().getOrDefault(TrialState.RUNNING.name(), 0), (long)
                summary.parallel()));
        budget.put("wallClock", new Used(seconds, limit(limits.wallClockSeconds())));
        budget.put("gpuSeconds", new Used(summary.deviceMillis() / 1000, limit(limits.gpuSeconds())));
        return budget;
    }

    private static @Nullable Long limit(long seconds) {
        return seconds == 0 ? null : seconds;
    }

    private static @Nullable Integer incumbent(Optional<StudyDocument> document, @Nullable Scored best) {
        return document.map(ended -> ended.result().winner())
                .map(winner -> winner.trial())
                .orElse(best == null ? null : best.trial());
    }

    private static List<String> ofRecord(PendingWork work) {
        return work.recordProblem() == null
                ? List.of()
                : List.of("its record waits for MLflow: " + work.recordProblem());
    }
}
