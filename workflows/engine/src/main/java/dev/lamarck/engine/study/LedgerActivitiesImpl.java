package dev.lamarck.engine.study;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.LedgerActivities;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.ledger.CheckpointSweeper;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.SearchInsights;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import io.micrometer.core.instrument.MeterRegistry;
import io.temporal.api.enums.v1.EventType;
import io.temporal.api.history.v1.HistoryEvent;
import io.temporal.client.WorkflowClient;
import io.temporal.common.WorkflowExecutionHistory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;

/** Writes the ledger to the artifact store. What is written twice is the same bytes. */
public final class LedgerActivitiesImpl implements LedgerActivities {

    private static final Set<EventType> LAST_EVENTS = Set.of(
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_FAILED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CANCELED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TERMINATED,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_TIMED_OUT,
            EventType.EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW);

    private final Ledger ledger;
    private final CheckpointSweeper checkpoints;
    private final ArtifactStore store;
    private final WorkflowClient client;
    private final MeterRegistry metrics;

    /** Activities that count the trials whose end they write. */
    public LedgerActivitiesImpl(ArtifactStore store, WorkflowClient client, MeterRegistry metrics) {
        this.metrics = metrics;
        this.ledger = new Ledger(store);
        this.checkpoints = new CheckpointSweeper(store);
        this.store = store;
        this.client = client;
    }

    @Override
    public Segment append(AppendRequest request) {
        Segment segment = ledger.append(request);
        request.free().forEach(checkpoints::free);
        request.records().stream()
                .flatMap(entry -> entry.changed().stream())
                .map(change -> change.trial().state())
                .filter(TrialState::isTerminal)
                .forEach(state -> metrics.counter("lamarck.trials.ended", "state", state.name())
                        .increment());
        return segment;
    }

    @Override
    public void sweep(SweepRequest request) {
        checkpoints.sweep(request.study(), Set.copyOf(request.keep()));
    }

    @Override
    public void begin(StudyRequest request) {
        ledger.begin(request);
    }

    @Override
    public void finish(StudyDocument document) {
        List<Trial> trials = ledger.trials(document.spec().name()).values().stream()
                .map(TrialRecord::trial)
                .toList();
        ledger.finish(document.with(SearchInsights.of(document.spec(), trials)));
    }

    @Override
    public void keepHistory(HistoryRequest request) {
        WorkflowExecutionHistory history = client.fetchHistory(request.workflowId(), request.runId());
        HistoryEvent last = history.getLastEvent();
        if (!LAST_EVENTS.contains(last.getEventType())) {
            throw new IllegalStateException("Workflow %s has not ended yet".formatted(request.workflowId()));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
            zip.write(history.toJson(false).getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        store.put(ArtifactKeys.workflowHistory(request.study(), request.runId()), bytes.toByteArray());
    }
}
