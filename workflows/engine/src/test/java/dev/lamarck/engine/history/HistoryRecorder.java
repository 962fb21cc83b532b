package dev.lamarck.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.NightlySelectionWorkflow;
import dev.lamarck.contract.NightlySelectionWorkflow.NightRequest;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.StudyCommand;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.Verdict;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.TrialState;
import io.temporal.api.common.v1.WorkflowExecution;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowStub;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Records the histories of this release, each on a real server. No test of the build: run it by its name, with the path of
 * the program {@code temporal}, as workflows/README.md says.
 */
@Timeout(60)
class HistoryRecorder {

    private static final String ANN = "ann";
    private static final int NEVER = 10_000;
    private static final int SOON = 60;

    @TempDir
    private Path folder;

    private RecordingWorld world;

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void ordinary() throws IOException {
        start(NEVER);
        StudySpec spec = spec("ordinary", 4, 2, false);

        StudyResult result = end(world.begin(spec));

        assertThat(result.winner()).isNotNull();
        world.await(Names.publishWorkflow(spec.name()));
        world.record(Histories.STUDY, Names.studyWorkflow(spec.name()));
        world.record(Histories.WINNER, Names.winnerWorkflow(spec.name()));
        world.record(Histories.PUBLISH, Names.publishWorkflow(spec.name()));
    }

    @Test
    void deterministic() throws IOException {
        start(NEVER);
        StudySpec spec = spec("repeated", 4, 2, true);
        world.training = member -> member.dispatch() == 1 && member.to() - member.after() > 1
                ? RecordingWorld.yielded(member, member.after() + 1)
                : RecordingWorld.measured(member);

        end(world.begin(spec));

        world.record(Histories.DETERMINISTIC, Names.studyWorkflow(spec.name()));
    }

    @Test
    void lostAndOutOfMemory() throws IOException {
        start(NEVER);
        StudySpec spec = spec("unlucky", 4, 2, false);
        world.training = HistoryRecorder::unlucky;

        end(world.begin(spec));

        world.record(Histories.FAILURES, Names.studyWorkflow(spec.name()));
    }

    @Test
    void commands() throws IOException, InterruptedException {
        start(NEVER);
        StudySpec spec = spec("obedient", 3, 1, false);
        world.training = _ -> null;
        StudyWorkflow study = world.begin(spec);
        world.held.await();

        study.command(new StudyCommand.Pause("1", ANN));
        while (study.live(0).getFirst().state() != TrialState.PENDING) {
            LockSupport.parkNanos(5_000_000);
        }
        study.command(new StudyCommand.SetBudget("2", ANN, 4, 3_600L, null, 2));
        study.command(new StudyCommand.Enqueue("3", ANN, configuration(5, 32), false));
        study.command(new StudyCommand.PruneTrial("4", ANN, 0));
        study.command(new StudyCommand.EditSpace("5", ANN, space(32)));
        study.command(new StudyCommand.Resume("6", ANN));
        world.letGo();
        StudyResult result = end(study);

        assertThat(result.states().values().stream().mapToInt(count -> count)).hasSize(2);
        world.record(Histories.COMMANDS, Names.studyWorkflow(spec.name()));
    }

    @Test
    void killed() throws IOException, InterruptedException {
        start(NEVER);
        StudySpec spec = spec("killed", 4, 2, false);
        world.training = member -> member.trial().equals("2") ? null : RecordingWorld.measured(member);
        StudyWorkflow study = world.begin(spec);
        world.held.await();

        WorkflowStub.fromTyped(study).cancel();

        assertThatExceptionOfType(WorkflowFailedException.class).isThrownBy(() -> end(study));
        world.record(Histories.KILLED, Names.studyWorkflow(spec.name()));
    }

    @Test
    void continued() throws IOException {
        start(SOON);
        StudySpec spec = spec("long", 14, 1, false);
        StudyWorkflow study = world.stub(StudyWorkflow.class, Names.studyWorkflow(spec.name()));

        WorkflowExecution first = WorkflowClient.start(study::run, new StudyRequest(spec, "digest"));
        end(study);

        world.record(List.of(Histories.FIRST_RUN, Histories.SECOND_RUN), first);
    }

    @Test
    void night() throws IOException {
        start(NEVER);
        NightlySpec spec = new NightlySpec(
                "nightly",
                spec("nightly", 2, 2, false),
                new DataSource("digits", null, List.of("/data"), null, 1),
                new NightlySpec.Timing("0 2 * * *", "Europe/Berlin", 0, "skip", 3600, true),
                GateSpec.standard(),
                List.of(new NightlySpec.Notification(List.of(Verdict.values()), "env:WEBHOOK", null)));
        NightlySelectionWorkflow night = world.stub(NightlySelectionWorkflow.class, Names.nightWorkflow("nightly"));

        NightDocument document = night.run(new NightRequest(spec, "digest"));

        assertThat(document.verdict()).isNotEqualTo(Verdict.FAILED);
        String told = Names.notificationWorkflow(document.night(), 1);
        world.await(told);
        world.record(Histories.NIGHT, Names.nightWorkflow("nightly"));
        world.record(Histories.NOTIFICATION, told);
    }

    private void start(int longHistory) {
        String temporal = Objects.requireNonNull(
                System.getProperty("temporal"), "Give the path of the program temporal by -Dtemporal=PATH.");
        world = new RecordingWorld(temporal, FileArtifactStore.at(folder, 0), longHistory);
    }

    private static StudyResult end(StudyWorkflow study) {
        return WorkflowStub.fromTyped(study).getResult(StudyResult.class);
    }

    /** The first trial is lost once with its worker, the second does not fit into memory at first. */
    private static MemberResult unlucky(Member member) {
        FailureClass failure = member.trial().equals("0") ? FailureClass.INFRASTRUCTURE : FailureClass.OUT_OF_MEMORY;
        boolean fails = member.dispatch() == 1 && List.of("0", "1").contains(member.trial());
        return fails
                ? MemberResult.failed(0, failure, "unlucky", null, "worker", 1_000)
                : RecordingWorld.measured(member);
    }

    /** ASHA with rungs of 1 and 3 steps; the best is trained again with a seed. */
    private static StudySpec spec(String name, int trials, int parallel, boolean deterministic) {
        return new StudySpec(
                name,
                TrainerSpec.preset("mlp"),
                StandIns.data(),
                new Objective("val_accuracy", Objective.Goal.MAXIMIZE),
                space(64),
                new StudySpec.Sampler("genetic", 7),
                new StudySpec.Pruner(List.of(1, 3), 3),
                Limits.ofTrials(trials),
                parallel,
                new StudySpec.Execution("cpu", 600, 90, deterministic, 1),
                new FailureRules(3, FailureRules.OutOfMemory.HALVE_BATCH, 3),
                StudySpec.Retention.USUAL,
                new StudySpec.Winner(1, 1),
                "digits",
                List.of("occlusion"),
                List.of(configuration(20, 64)),
                null);
    }

    private static SearchSpace space(int mostUnits) {
        return SearchSpace.of(List.of(
                new IntParameter("units", 1, mostUnits, false, null, null),
                new IntParameter("batch_size", 16, 64, false, null, null)));
    }

    private static Configuration configuration(int units, int batch) {
        return new Configuration(Map.of("units", units, "batch_size", batch));
    }
}
