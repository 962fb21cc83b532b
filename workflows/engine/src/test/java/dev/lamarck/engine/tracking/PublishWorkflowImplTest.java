package dev.lamarck.engine.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.LedgerActivities;
import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.PublishWorkflow.Carried;
import dev.lamarck.contract.PublishWorkflow.PublishRequest;
import dev.lamarck.contract.PublishWorkflow.PublishStatus;
import dev.lamarck.contract.PublishWorkflow.StudyEnd;
import dev.lamarck.contract.ReportActivities;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.engine.call.Failures;
import dev.lamarck.engine.tracking.FakeMlflow.Fault;
import dev.lamarck.engine.tracking.FakeMlflow.Run;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.WorkflowStub;
import io.temporal.testing.TestEnvironmentOptions;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.worker.Worker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The workflow, its activities and a real ledger against an MLflow in memory; waiting costs no time. */
@Timeout(60)
class PublishWorkflowImplTest {

    private static final int TRIALS = 12;

    /** What is retried for ever ends here; the skipping server is there at once. */
    private static final Duration LONGEST = Duration.ofHours(3);

    @TempDir
    private Path folder;

    private ArtifactStore store;
    private SampleLedger ledger;
    private FakeMlflow mlflow;
    private TestWorkflowEnvironment server;

    @BeforeEach
    void start() throws IOException {
        store = FileArtifactStore.at(folder.resolve("store"));
        ledger = new SampleLedger(store, folder);
        mlflow = new FakeMlflow();
        server = TestWorkflowEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .build())
                .build());
        Worker tracking = server.newWorker(Names.TRACKING_QUEUE);
        tracking.registerWorkflowImplementationTypes(PublishWorkflowImpl.class);
        MlflowApi api = new MlflowApi(mlflow.address(), MlflowApi.Credentials.NONE);
        tracking.registerActivitiesImplementations(new TrackingActivitiesImpl(api, store, "me"));
        server.newWorker(Names.ENGINE_QUEUE).registerActivitiesImplementations(new Reports(), new Histories());
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
        mlflow.close();
    }

    @Test
    void publishesAnEndedStudyFromItsLedgerAlone() throws IOException {
        ledger.appendTrials(TRIALS);
        ledger.end();

        PublishStatus status = publisher().publish(ledger.request(true));

        assertThat(status.done()).isTrue();
        assertThat(status.segments()).isEqualTo(3 * TRIALS);
        assertEqualsLedger(TRIALS);
        assertThat(mlflow.parent().status).isEqualTo("FINISHED");
        assertThat(mlflow.parent().end).isEqualTo(SampleLedger.START + 60_000);
    }

    @Test
    void writesATrialThatClimbedWhileMlflowWasAwayByFourCalls() throws IOException {
        ledger.appendTrials(TRIALS);
        ledger.end();

        publisher().publish(ledger.request(true));

        assertThat(mlflow.count("runs/create")).isEqualTo(TRIALS + 1);
        assertThat(mlflow.count("runs/log-batch")).isEqualTo(TRIALS + 2);
        assertThat(mlflow.count("runs/log-inputs")).isEqualTo(TRIALS + 1);
        assertThat(mlflow.count("runs/update")).isEqualTo(TRIALS + 1);
        assertThat(mlflow.count("runs/search")).isLessThanOrEqualTo(3);
    }

    @Test
    void publishesTwiceWithoutATraceOfTheSecondTime() throws IOException {
        ledger.appendTrials(TRIALS);
        ledger.end();
        publisher().publish(ledger.request(true));
        List<String> before = ids();

        publisher().publish(ledger.request(true));

        assertThat(ids()).isEqualTo(before);
        assertEqualsLedger(TRIALS);
    }

    @Test
    void followsAStudyToItsEnd() throws IOException {
        PublishWorkflow publisher = publisher();
        WorkflowClient.start(publisher::publish, ledger.request(false));
        for (int rung = 0; rung < 3; rung++) {
            for (int id = 0; id < TRIALS; id++) {
                ledger.append(List.of(ledger.rung(id, rung)));
                publisher.segment(new Segment("any", "any"));
            }
        }
        ledger.end();

        publisher.ended(new StudyEnd("run", ledger.position().segments()));

        assertThat(result(publisher).segments()).isEqualTo(3 * TRIALS);
        assertEqualsLedger(TRIALS);
    }

    @Test
    void losesNoSegmentWhoseSignalNeverCame() throws IOException {
        PublishWorkflow publisher = publisher();
        WorkflowClient.start(publisher::publish, ledger.request(false));
        ledger.appendTrials(TRIALS);
        ledger.end();

        publisher.ended(new StudyEnd("run", ledger.position().segments()));

        assertThat(result(publisher).segments()).isEqualTo(3 * TRIALS);
        assertEqualsLedger(TRIALS);
    }

    @Test
    void makesNoRunTwiceWhereTheAnswerToItsCreationIsLost() throws IOException {
        ledger.appendTrials(TRIALS);
        ledger.end();
        mlflow.faults = lostOnce("runs/create", 5, Fault.AFTER);

        publisher().publish(ledger.request(true));

        assertEqualsLedger(TRIALS);
    }

    @Test
    void losesNothingWhereEveryCallBreaksOnce() throws IOException {
        ledger.appendTrials(TRIALS);
        ledger.end();
        Set<FakeMlflow.Call> seen = ConcurrentHashMap.newKeySet();
        // Each call fails at its first try, some before and some after it was done.
        mlflow.faults = call -> !seen.add(call) ? Fault.NONE : seen.size() % 2 == 0 ? Fault.BEFORE : Fault.AFTER;

        publisher().publish(ledger.request(true));

        assertEqualsLedger(TRIALS);
    }

    @Test
    void waitsForAnMlflowThatIsAwayAndThenWritesAllOfIt() throws IOException {
        AtomicBoolean away = new AtomicBoolean(true);
        mlflow.faults = _ -> away.get() ? Fault.BEFORE : Fault.NONE;
        PublishWorkflow publisher = publisher();
        WorkflowClient.start(publisher::publish, ledger.request(false));
        ledger.appendTrials(TRIALS);
        for (int i = 0; i < 3 * TRIALS; i++) {
            publisher.segment(new Segment("any", "any"));
        }
        ledger.end();
        publisher.ended(new StudyEnd("run", ledger.position().segments()));
        server.sleep(Duration.ofMinutes(10));
        assertThat(mlflow.trials()).isEmpty();
        assertThat(publisher.status().done()).isFalse();

        away.set(false);

        assertThat(result(publisher).done()).isTrue();
        assertEqualsLedger(TRIALS);
        assertThat(mlflow.count("runs/create")).isEqualTo(TRIALS + 1L);
    }

    @Test
    void beginsAgainInAnMlflowThatWasEmptied() throws IOException {
        PublishWorkflow publisher = publisher();
        WorkflowClient.start(publisher::publish, ledger.request(false));
        ledger.append(List.of(ledger.rung(0, 0), ledger.rung(1, 0)));
        publisher.segment(new Segment("any", "any"));
        server.sleep(Duration.ofMinutes(1));
        assertThat(mlflow.trials()).hasSize(2);
        mlflow.forgetAll();
        ledger.append(List.of(ledger.rung(0, 1), ledger.rung(0, 2), ledger.rung(1, 1), ledger.rung(1, 2)));
        ledger.end();

        publisher.ended(new StudyEnd("run", ledger.position().segments()));

        assertThat(result(publisher).done()).isTrue();
        assertEqualsLedger(2);
    }

    @Test
    void publishesAgainWhenAsked() throws IOException {
        PublishWorkflow publisher = publisher();
        WorkflowClient.start(publisher::publish, ledger.request(false));
        ledger.appendTrials(2);
        publisher.segment(new Segment("any", "any"));
        server.sleep(Duration.ofMinutes(1));
        mlflow.forgetAll();

        publisher.republish();

        server.sleep(Duration.ofMinutes(1));
        assertEqualsLedger(2);
        assertThat(publisher.status().segments()).isEqualTo(6);
    }

    @Test
    void goesOnWhereTheRunBeforeStopped() throws IOException {
        ledger.appendTrials(1);
        PublishWorkflow before = publisher();
        WorkflowClient.start(before::publish, ledger.request(false));
        server.sleep(Duration.ofMinutes(1));
        WorkflowStub.fromTyped(before).terminate("continued");
        Carried carried = new Carried(
                before.status(),
                ledger.position(),
                false,
                new StudyEnd("run", ledger.position().segments()));
        ledger.append(List.of(ledger.rung(1, 0), ledger.rung(1, 1), ledger.rung(1, 2)));
        ledger.end();

        PublishStatus status =
                publisher().publish(new PublishRequest(ledger.spec, "digest", SampleLedger.START, false, carried));

        assertThat(status.segments()).isEqualTo(4);
        assertThat(mlflow.count("runs/create")).isEqualTo(3);
        assertEqualsLedger(2);
    }

    @Test
    void leavesOneOfTwoRunsAndWritesItWhole() throws IOException {
        ledger.appendTrials(TRIALS);
        ledger.end();
        publisher().publish(ledger.request(true));
        mlflow.copy(mlflow.trial(3));

        publisher().publish(ledger.request(true));

        assertEqualsLedger(TRIALS);
    }

    @Test
    void writesTheOthersWhereMlflowRefusesATrial() throws IOException {
        ledger.appendTrials(TRIALS);
        ledger.end();
        mlflow.faults = call -> call.name().equals("runs/log-batch")
                        && call.body()
                                .path("params")
                                .path(0)
                                .path("value")
                                .asText()
                                .equals("0.05")
                ? Fault.REFUSED
                : Fault.NONE;

        publisher().publish(ledger.request(true));

        Run refused = mlflow.trial(5);
        assertThat(refused.tags.get("lamarck.refused")).contains("told to refuse it");
        assertThat(refused.points).hasSize(10);
        assertThat(refused.status).isEqualTo("FINISHED");
        assertThat(mlflow.trials()).hasSize(TRIALS);
        assertThat(mlflow.trial(6).tags).doesNotContainKey("lamarck.refused");
    }

    @Test
    void takesTheAttemptThatWasAccepted() throws IOException {
        ledger.append(List.of(ledger.rung(0, 0), ledger.rung(0, 1), ledger.rungAtSecondAttempt(0, 2)));
        ledger.end();

        publisher().publish(ledger.request(true));

        assertEqualsLedger(1);
    }

    @Test
    void publishesAStepOnceWhereEachRungBeginsAnew() throws IOException {
        PublishWorkflow publisher = publisher();
        WorkflowClient.start(publisher::publish, ledger.request(false));
        for (int rung = 0; rung < 3; rung++) {
            ledger.append(List.of(ledger.rungFromTheFirstStep(0, rung)));
            publisher.segment(new Segment("any", "any"));
            server.sleep(Duration.ofMinutes(1));
        }
        ledger.end();

        publisher.ended(new StudyEnd("run", 3));

        assertThat(result(publisher).done()).isTrue();
        assertThat(mlflow.trial(0).points.stream().filter(point -> point.startsWith("val")))
                .hasSize(9)
                .anyMatch(point -> point.startsWith("val_accuracy 1 ") && point.endsWith(" 0.01"))
                .anyMatch(point -> point.startsWith("val_accuracy 9 ") && point.endsWith(" 0.092"));
    }

    @Test
    void namesTheSlicesThatAreGone() throws IOException {
        ledger.append(List.of(ledger.rung(0, 0), ledger.rung(0, 1), ledger.rung(0, 2)));
        ledger.end();
        String lost = ledger.slices(0).getFirst();
        Files.delete(folder.resolve("store").resolve(lost).resolve("report.jsonl"));
        assertThat(ArtifactFolder.find(store, lost)).isPresent();

        publisher().publish(ledger.request(true));

        Run run = mlflow.trial(0);
        assertThat(run.tags.get("lamarck.missing")).isEqualTo(lost);
        assertThat(run.points).hasSize(9);
    }

    @Test
    void saysThatAStudyNeverEnded() throws IOException {
        ledger.appendTrials(2);

        assertThatExceptionOfType(WorkflowFailedException.class)
                .isThrownBy(() -> publisher().publish(ledger.request(true)))
                .satisfies(failure -> assertThat(Failures.message(failure))
                        .isEqualTo("Study digits never ended: MLflow has its trials and no result"));

        assertEqualsLedger(2);
    }

    @Test
    void tellsNothingOfATrialThatOnlyWentOn() throws IOException {
        ledger.append(List.of(ledger.rung(0, 0)));
        PublishWorkflow publisher = publisher();
        WorkflowClient.start(publisher::publish, ledger.request(false));
        server.sleep(Duration.ofMinutes(1));
        int before = mlflow.calls.size();

        ledger.append(List.of(ledger.promoted(0, 1)));
        publisher.segment(new Segment("any", "any"));

        server.sleep(Duration.ofMinutes(1));
        assertThat(publisher.status().segments()).isEqualTo(2);
        assertThat(mlflow.calls).hasSize(before);
    }

    private PublishWorkflow publisher() {
        return server.getWorkflowClient()
                .newWorkflowStub(
                        PublishWorkflow.class,
                        WorkflowOptions.newBuilder()
                                .setWorkflowId(Names.publishWorkflow("digits"))
                                .setTaskQueue(Names.TRACKING_QUEUE)
                                .setWorkflowRunTimeout(LONGEST)
                                .build());
    }

    private static PublishStatus result(PublishWorkflow publisher) {
        return WorkflowStub.fromTyped(publisher).getResult(PublishStatus.class);
    }

    private static Function<FakeMlflow.Call, Fault> lostOnce(String name, int number, Fault fault) {
        AtomicInteger seen = new AtomicInteger();
        return call -> call.name().equals(name) && seen.incrementAndGet() == number ? fault : Fault.NONE;
    }

    private List<String> ids() {
        return mlflow.trials().stream().map(run -> run.id).sorted().toList();
    }

    /** One run a trial, with each point of its nine epochs and the objective once. */
    private void assertEqualsLedger(int trials) {
        assertThat(mlflow.trials().stream().map(Run::trial))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, trials).boxed().toList());
        for (Run run : mlflow.trials()) {
            int id = run.trial();
            assertThat(run.points)
                    .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 10)
                            .mapToObj(step -> step == 10
                                    ? "objective 9 %d %s"
                                            .formatted(SampleLedger.START + 50_000 + id, SampleLedger.accuracy(id, 9))
                                    : "val_accuracy %d %d %s"
                                            .formatted(
                                                    step,
                                                    SampleLedger.START + id + step * 100L,
                                                    SampleLedger.accuracy(id, step)))
                            .toList());
            assertThat(run.tags)
                    .containsEntry("lamarck.state", "COMPLETED")
                    .containsEntry("mlflow.parentRunId", mlflow.parent().id);
            assertThat(run.parameters).containsEntry("x", Double.toString(id / 100.0));
            assertThat(run.inputs).containsExactly("digits-train", "digits-validation");
            assertThat(run.status).isEqualTo("FINISHED");
            assertThat(run.end).isEqualTo(SampleLedger.START + 50_000 + id);
            assertThat(run.start).isEqualTo(SampleLedger.START + id);
        }
    }

    /** Writes pages that nobody reads. */
    private final class Reports implements ReportActivities {

        @Override
        public ReportResult report(ReportRequest request) {
            store.put("report.html", "page".getBytes(StandardCharsets.UTF_8));
            return new ReportResult("report.html");
        }
    }

    /** Keeps no history: there is no study's workflow. */
    private static final class Histories implements LedgerActivities {

        @Override
        public void keepHistory(HistoryRequest request) {
            assertThat(request.runId()).isEqualTo("run");
        }

        @Override
        public Segment append(AppendRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void sweep(SweepRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void begin(StudyRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void finish(StudyDocument document) {
            throw new UnsupportedOperationException();
        }
    }
}
