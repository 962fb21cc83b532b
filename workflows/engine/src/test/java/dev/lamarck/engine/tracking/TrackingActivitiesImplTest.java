package dev.lamarck.engine.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.TrackingActivities;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.contract.TrackingActivities.Position;
import dev.lamarck.contract.TrackingActivities.TrialsRequest;
import dev.lamarck.contract.TrackingActivities.TrialsResult;
import dev.lamarck.engine.tracking.FakeMlflow.Fault;
import dev.lamarck.engine.tracking.FakeMlflow.Run;
import dev.lamarck.engine.tracking.TrackingActivitiesImpl.Progress;
import io.temporal.activity.ActivityOptions;
import io.temporal.client.WorkflowClientOptions;
import io.temporal.common.RetryOptions;
import io.temporal.failure.ActivityFailure;
import io.temporal.testing.TestActivityEnvironment;
import io.temporal.testing.TestEnvironmentOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One attempt at a time, by one engine or by several. */
@Timeout(60)
class TrackingActivitiesImplTest {

    @TempDir
    private Path folder;

    private ArtifactStore store;
    private SampleLedger ledger;
    private FakeMlflow mlflow;
    private final List<TestActivityEnvironment> servers = new CopyOnWriteArrayList<>();
    private TestActivityEnvironment server;
    private TrackingActivities engine;
    private ParentRun parent;

    @BeforeEach
    void start() throws IOException {
        store = FileArtifactStore.at(folder.resolve("store"));
        ledger = new SampleLedger(store, folder);
        mlflow = new FakeMlflow();
        engine = engine();
        server = servers.getFirst();
        parent = engine.openStudy(ledger.request(false));
    }

    @AfterEach
    void stop() {
        servers.forEach(TestActivityEnvironment::close);
        mlflow.close();
    }

    @Test
    void asksMlflowOnceForTheRunsThatItHas() throws IOException {
        ledger.append(List.of(ledger.rung(0, 0), ledger.rung(1, 0)));
        Position first = publish(engine, Position.BEGINNING).position();
        long searches = mlflow.count("runs/search");
        ledger.append(List.of(ledger.rung(0, 1), ledger.rung(2, 0)));

        Position second = publish(engine, first).position();

        assertThat(second).isEqualTo(ledger.position());
        assertThat(mlflow.count("runs/search")).isEqualTo(searches);
        assertThat(trials()).containsExactly(0, 1, 2);
    }

    @Test
    void twoEnginesThatTakeTurnsMakeNoRunTwice() throws IOException {
        TrackingActivities other = engine();
        Position position = Position.BEGINNING;
        for (int id = 0; id < 6; id++) {
            ledger.append(List.of(ledger.rung(id, 0)));
            ledger.append(List.of(ledger.rung(Math.max(0, id - 1), 1)));
            position = publish(id % 2 == 0 ? engine : other, position).position();
        }

        assertThat(trials()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(mlflow.trial(4).points).hasSize(3);
    }

    @Test
    void goesOnWhereTheAttemptBeforeEnded() throws IOException {
        ledger.append(IntStream.range(0, 6).mapToObj(this::firstRung).toList());
        Position end = ledger.position();
        ledger.append(List.of(ledger.rung(6, 0)));
        server.setHeartbeatDetails(new Progress(end, 4));

        TrialsResult result = publish(engine, Position.BEGINNING);

        assertThat(trials()).containsExactly(4, 5);
        assertThat(result).isEqualTo(new TrialsResult(end, true));
    }

    @Test
    void saysHowFarItIs() throws IOException {
        List<Progress> heard = new CopyOnWriteArrayList<>();
        server.setActivityHeartbeatListener(Progress.class, heard::add);
        ledger.append(IntStream.range(0, 6).mapToObj(this::firstRung).toList());

        publish(engine, Position.BEGINNING);

        assertThat(heard)
                .isSubsetOf(IntStream.rangeClosed(1, 6)
                        .mapToObj(done -> new Progress(ledger.position(), done))
                        .toList())
                .isNotEmpty();
    }

    @Test
    void anAttemptThatDiesBetweenCreateAndLogLeavesNothingTwice() throws IOException {
        ledger.append(IntStream.range(0, 6).mapToObj(this::firstRung).toList());
        mlflow.faults = call -> call.name().equals("runs/log-batch") ? Fault.BEFORE : Fault.NONE;
        assertThatExceptionOfType(ActivityFailure.class).isThrownBy(() -> publish(engine, Position.BEGINNING));
        int left = mlflow.trials().size();
        mlflow.faults = _ -> Fault.NONE;

        publish(engine(), Position.BEGINNING);

        assertThat(left).isPositive();
        assertThat(trials()).containsExactly(0, 1, 2, 3, 4, 5);
        assertThat(mlflow.trials()).allSatisfy(run -> {
            assertThat(run.points).hasSize(1);
            assertThat(run.parameters).containsKey("x");
            assertThat(run.inputs).hasSize(2);
        });
    }

    @Test
    void splitsALongSeriesWithinTheLimitsOfACall() throws IOException {
        ledger.append(List.of(ledger.series(0, 450, 5)));

        publish(engine, Position.BEGINNING);

        assertThat(mlflow.trial(0).points).hasSize(2_250);
        assertThat(mlflow.largestBatch).isEqualTo(900);
    }

    @Test
    void writesKeysThatMlflowWouldRefuse() throws IOException {
        ledger.append(List.of(ledger.series(0, 1, 1, "loss, smooth (0.9)")));

        publish(engine, Position.BEGINNING);

        assertThat(mlflow.trial(0).points).allMatch(point -> point.startsWith("loss_ smooth _0.9_ 1 "));
    }

    @Test
    void refusesToWriteIntoTheRunOfAnother() throws IOException {
        ledger.append(List.of(ledger.rung(0, 0)));
        mlflow.parent().tags.put("lamarck.study", "another");

        assertThatExceptionOfType(ActivityFailure.class)
                .isThrownBy(() -> publish(engine, Position.BEGINNING))
                .withStackTraceContaining(TrackingActivities.LOST);
    }

    private TrialRecord firstRung(int id) {
        try {
            return ledger.rung(id, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TrialsResult publish(TrackingActivities by, Position after) {
        return by.publishTrials(new TrialsRequest("digits", parent, after));
    }

    private List<Integer> trials() {
        return mlflow.trials().stream().map(Run::trial).sorted().toList();
    }

    /** Another engine, that knows nothing yet. */
    private TrackingActivities engine() {
        TestActivityEnvironment environment = TestActivityEnvironment.newInstance(TestEnvironmentOptions.newBuilder()
                .setWorkflowClientOptions(WorkflowClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .build())
                .build());
        servers.add(environment);
        MlflowApi api = new MlflowApi(mlflow.address(), MlflowApi.Credentials.NONE);
        environment.registerActivitiesImplementations(new TrackingActivitiesImpl(api, store, "me"));
        return environment.newActivityStub(
                TrackingActivities.class,
                ActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(30))
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
    }
}
