package dev.lamarck.engine.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.StudyCommand;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.engine.study.StudyWorkflowImpl;
import dev.lamarck.engine.tracking.PublishWorkflowImpl;
import dev.lamarck.search.study.Trial;
import io.temporal.common.WorkflowExecutionHistory;
import io.temporal.testing.TestWorkflowEnvironment;
import io.temporal.testing.WorkflowReplayer;
import io.temporal.worker.Worker;
import io.temporal.workflow.Workflow;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What ran under an earlier release goes on under this one: its history, replayed, leads to the same commands. */
class HistoriesTest {

    private TestWorkflowEnvironment environment;
    private Worker worker;

    @BeforeEach
    void start() {
        environment = TestWorkflowEnvironment.newInstance(Histories.environment());
        worker = environment.newWorker("replay");
    }

    @AfterEach
    void stop() {
        environment.close();
    }

    static List<String> recorded() throws IOException {
        return Histories.all();
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void replays(String name) throws IOException {
        WorkflowExecutionHistory history = Histories.read(name);
        worker.registerWorkflowImplementationTypes(Histories.WORKFLOWS);

        assertThatNoException()
                .as("""
                        A workflow no longer does what its history %s says; runs that are under way would be stuck. Put the new \
                        behaviour behind Workflow.getVersion, which keeps the old one for them. Only if %s was never released: \
                        record its histories anew, by the command in workflows/README.md.""", name, name.substring(0, name.indexOf('/')))
                .isThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(history, worker));
    }

    @Test
    void everyShapeOfThisReleaseIsOnRecord() throws IOException {
        List<String> shapes = Histories.SHAPES.stream()
                .map(shape -> Histories.RELEASE + "/" + shape)
                .sorted()
                .toList();

        assertThat(Histories.all())
                .as("record the histories of this release by the command in workflows/README.md")
                .containsAll(shapes);
        assertThat(Histories.all())
                .filteredOn(name -> name.startsWith(Histories.RELEASE + "/"))
                .isEqualTo(shapes);
    }

    @Test
    void aStudyThatWaitsFirstDoesNotReplay() throws IOException {
        worker.registerWorkflowImplementationTypes(SleepyStudy.class);

        assertDoesNotReplay(Histories.current(Histories.STUDY));
        assertDoesNotReplay(Histories.current(Histories.KILLED));
        assertDoesNotReplay(Histories.current(Histories.SECOND_RUN));
    }

    @Test
    void aPublisherThatWaitsBeforeItEndsDoesNotReplay() throws IOException {
        worker.registerWorkflowImplementationTypes(SleepyPublisher.class);

        assertDoesNotReplay(Histories.current(Histories.PUBLISH));
    }

    private void assertDoesNotReplay(WorkflowExecutionHistory history) {
        assertThatThrownBy(() -> WorkflowReplayer.replayWorkflowExecution(history, worker))
                .hasMessageContaining("NonDeterministicException");
    }

    /** A study as it would be after a careless change. */
    public static final class SleepyStudy implements StudyWorkflow {

        private final StudyWorkflow study = new StudyWorkflowImpl();

        @Override
        public StudyResult run(StudyRequest request) {
            Workflow.sleep(Duration.ofSeconds(1));
            return study.run(request);
        }

        @Override
        public StudyCommand.CommandResult command(StudyCommand command) {
            return study.command(command);
        }

        @Override
        public void validateCommand(StudyCommand command) {
            study.validateCommand(command);
        }

        @Override
        public StudySummary summary() {
            return study.summary();
        }

        @Override
        public List<Trial> live(int page) {
            return study.live(page);
        }
    }

    /** A publisher as it would be after a careless change. */
    public static final class SleepyPublisher implements PublishWorkflow {

        private final PublishWorkflow publisher = new PublishWorkflowImpl();

        @Override
        public PublishStatus publish(PublishRequest request) {
            PublishStatus status = publisher.publish(request);
            Workflow.sleep(Duration.ofSeconds(1));
            return status;
        }

        @Override
        public void segment(Segment segment) {
            publisher.segment(segment);
        }

        @Override
        public void ended(StudyEnd end) {
            publisher.ended(end);
        }

        @Override
        public void republish() {
            publisher.republish();
        }

        @Override
        public PublishStatus status() {
            return publisher.status();
        }
    }
}
