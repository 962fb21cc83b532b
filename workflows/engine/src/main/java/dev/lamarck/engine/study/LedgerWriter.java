package dev.lamarck.engine.study;

import dev.lamarck.contract.LedgerActivities;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.StudyRequest.Carried;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Trial;
import io.temporal.workflow.Async;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Gathers records of trials and writes them as ledger segments, one write at a time and in order, while the search goes
 * on; tells the publisher of each. Part of a workflow's code.
 */
final class LedgerWriter {

    private static final Logger LOG = Workflow.getLogger(LedgerWriter.class);
    private static final int RECORDS_A_SEGMENT = 256;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);
    private static final Duration SETTLE = Duration.ofMillis(1);

    private final String study;
    private final LedgerActivities ledger;
    private final PublishWorkflow publisher;
    private final Map<Integer, List<String>> slices = new HashMap<>();
    private final List<LedgerRecord> waiting = new ArrayList<>();
    private final List<String> useless = new ArrayList<>();
    private @Nullable Promise<Void> timer;
    private boolean due;
    private boolean writing;
    private int telling;
    private int segments;
    private String last;

    LedgerWriter(String study, LedgerActivities ledger, PublishWorkflow publisher, Carried carried) {
        this.study = study;
        this.segments = carried.segments();
        this.last = carried.lastSegment();
        this.ledger = ledger;
        this.publisher = publisher;
    }

    /** A slice left this folder; it goes into the trial's next record. */
    void slice(int trial, String folder) {
        slices.computeIfAbsent(trial, _ -> new ArrayList<>()).add(folder);
    }

    /** An event that was applied, and the trials that it changed for readers. */
    void add(int number, StudyEvent event, List<Trial> changed) {
        List<TrialRecord> trials = changed.stream()
                .map(trial -> {
                    List<String> folders = slices.remove(trial.id());
                    return new TrialRecord(trial, folders == null ? List.of() : folders);
                })
                .toList();
        waiting.add(new LedgerRecord(number, event, trials));
        if (timer == null) {
            timer = Workflow.newTimer(LONGEST_WAIT);
            timer.thenApply(_ -> {
                due = true;
                timer = null;
                write();
                return null;
            });
        }
        if (waiting.size() >= RECORDS_A_SEGMENT) {
            due = true;
        }
        write();
    }

    /** Folders whose checkpoints nothing needs any more. */
    void free(List<String> folders) {
        useless.addAll(folders);
    }

    /** Writes what waits and returns when all is written and the publisher knows of it. */
    void close() {
        due = true;
        write();
        Workflow.await(() -> !writing && waiting.isEmpty() && telling == 0);
    }

    int segments() {
        return segments;
    }

    /** The hash of the last segment; empty before the first. */
    String last() {
        return last;
    }

    private void write() {
        if (!due || writing || waiting.isEmpty()) {
            return;
        }
        writing = true;
        due = false;
        List<LedgerRecord> batch = List.copyOf(waiting);
        waiting.clear();
        List<String> free = List.copyOf(useless);
        useless.clear();
        // A killed study keeps its record too. The timer makes the records part of the history before they are written:
        // a
        // task that is run again after a crash would make them anew, with other times, and a segment is written once.
        Workflow.newDetachedCancellationScope(() -> Workflow.newTimer(SETTLE).thenApply(_ -> {
                    append(batch, free);
                    return null;
                }))
                .run();
    }

    private void append(List<LedgerRecord> batch, List<String> free) {
        var request = new LedgerActivities.AppendRequest(study, segments + 1, last, batch, free);
        Workflow.newDetachedCancellationScope(
                        () -> Async.function(ledger::append, request).thenApply(segment -> {
                            written(segment);
                            return null;
                        }))
                .run();
    }

    private void written(Segment segment) {
        segments++;
        last = segment.sha256();
        writing = false;
        telling++;
        Workflow.newDetachedCancellationScope(() -> Async.procedure(publisher::segment, segment)
                        .handle((_, failure) -> {
                            telling--;
                            if (failure != null) {
                                LOG.warn("The publisher is gone: segment {} is not in MLflow", segment.key(), failure);
                            }
                            return null;
                        }))
                .run();
        if (!waiting.isEmpty()) {
            due = true;
            write();
        }
    }
}
