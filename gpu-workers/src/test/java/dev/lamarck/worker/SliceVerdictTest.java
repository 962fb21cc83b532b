package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.worker.TrainerCall.End;
import dev.lamarck.worker.TrainerCall.Outcome;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SliceVerdictTest {

    private static final Member MEMBER = new Member("4", new Configuration(Map.of()), 1, 0, 0, 1, 1, 3, null);
    private static final int SEGMENTATION_FAULT = 128 + 11;

    @TempDir
    private Path folder;

    private List<String> log = List.of();
    private TrainerExit exit = new TrainerExit(0, false);

    @Test
    void aBuiltInTrainerThatDiesIsTheMachinesDoingUnlessItLackedMemory() throws Exception {
        assertThat(builtIn(1, false)).isEqualTo(FailureClass.INFRASTRUCTURE);
        assertThat(builtIn(3, false)).isEqualTo(FailureClass.OUT_OF_MEMORY);
        assertThat(builtIn(TrainerExit.KILLED, false)).isEqualTo(FailureClass.INFRASTRUCTURE);
        assertThat(builtIn(TrainerExit.KILLED, true)).isEqualTo(FailureClass.OUT_OF_MEMORY);
        assertThat(SliceVerdict.ofBuiltIn(outcome(End.STALLED, "")).failure()).isEqualTo(FailureClass.INFRASTRUCTURE);
    }

    @Test
    void aCommandThatDiesIsTheUsersDoingUnlessASignalFromOutsideEndedIt() throws Exception {
        assertThat(command(3, false)).isEqualTo(FailureClass.USER_CODE);
        assertThat(command(SEGMENTATION_FAULT, false)).isEqualTo(FailureClass.USER_CODE);
        assertThat(command(TrainerExit.KILLED, false)).isEqualTo(FailureClass.INFRASTRUCTURE);
        assertThat(command(TrainerExit.KILLED, true)).isEqualTo(FailureClass.OUT_OF_MEMORY);
        assertThat(command(TrainerExit.TERMINATED, false)).isEqualTo(FailureClass.INFRASTRUCTURE);
        assertThat(command(0, false)).isEqualTo(FailureClass.NO_METRIC);
    }

    @Test
    void theLastWordsOfACommandTellOfMemory() throws Exception {
        log = List.of("Traceback (most recent call last):", "MemoryError");
        assertThat(command(1, false)).isEqualTo(FailureClass.OUT_OF_MEMORY);
        log = List.of("Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space");
        assertThat(command(1, false)).isEqualTo(FailureClass.OUT_OF_MEMORY);
        log = List.of("no MemoryError so far");
        assertThat(command(1, false)).isEqualTo(FailureClass.USER_CODE);
    }

    @Test
    void aStalledCommandIsTimedOutUnlessSomebodyStoppedIt() throws Exception {
        Outcome stopped =
                new Outcome(running(""), End.STALLED, false, false, true, FailureClass.INFRASTRUCTURE, "stalled");

        assertThat(command(outcome(End.STALLED, ""), true).failure()).isEqualTo(FailureClass.TIMED_OUT);
        assertThat(command(outcome(End.OVERDUE, ""), true).failure()).isEqualTo(FailureClass.TIMED_OUT);
        assertThat(command(stopped, true).failure()).isEqualTo(FailureClass.INFRASTRUCTURE);
    }

    @Test
    void doneNeedsMetricsOfTheLastStepAndACheckpointIfThatWasPromised() throws Exception {
        String whole = "{\"step\":3,\"metrics\":{\"a\":1}}\n{\"done\":true}\n";
        String part = "{\"step\":2,\"metrics\":{\"a\":1}}\n{\"done\":true}\n";
        String none = "{\"step\":3,\"metrics\":{}}\n{\"done\":true}\n";

        assertThat(command(outcome(End.REPORTED, whole), true).end()).isEqualTo(SliceEnd.DONE);
        assertThat(command(outcome(End.REPORTED, part), true).failure()).isEqualTo(FailureClass.NO_METRIC);
        assertThat(command(outcome(End.REPORTED, none), true).failure()).isEqualTo(FailureClass.NO_METRIC);
        assertThat(command(outcome(End.REPORTED, whole), false).failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(SliceVerdict.ofCommand(outcome(End.REPORTED, whole), MEMBER, false, false)
                        .end())
                .isEqualTo(SliceEnd.DONE);
    }

    @Test
    void aYieldNeedsACheckpointUnlessNothingWasDone() throws Exception {
        String yielded = "{\"step\":2,\"metrics\":{\"a\":1}}\n{\"yielded\":true,\"step\":2}\n";
        String nothing = "{\"yielded\":true,\"step\":1}\n";
        String whole = "{\"step\":3,\"metrics\":{\"a\":1}}\n{\"yielded\":true,\"step\":3}\n";
        Outcome wanted =
                new Outcome(running(nothing), End.REPORTED, true, false, false, FailureClass.INFRASTRUCTURE, "");
        Outcome late = new Outcome(running(nothing), End.REPORTED, false, true, false, FailureClass.INFRASTRUCTURE, "");

        assertThat(command(outcome(End.REPORTED, yielded), true).end()).isEqualTo(SliceEnd.YIELDED);
        assertThat(command(outcome(End.REPORTED, yielded), false).failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(command(outcome(End.REPORTED, nothing), false).failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(command(outcome(End.REPORTED, whole), true).end()).isEqualTo(SliceEnd.DONE);
        assertThat(command(wanted, false).end()).isEqualTo(SliceEnd.RETURNED);
        assertThat(command(late, false).failure()).isEqualTo(FailureClass.TIMED_OUT);
        assertThat(SliceVerdict.ofCommand(outcome(End.REPORTED, yielded), MEMBER, false, true)
                        .failure())
                .isEqualTo(FailureClass.USER_CODE);
    }

    @Test
    void whatWasEndedForItsSlotIsGivenBack() throws Exception {
        exit = new TrainerExit(TrainerExit.TERMINATED, false);
        Outcome died = new Outcome(running(""), End.EXITED, true, false, false, FailureClass.INFRASTRUCTURE, "died");

        assertThat(command(outcome(End.CANCELLED, ""), false).end()).isEqualTo(SliceEnd.RETURNED);
        assertThat(command(died, false).end()).isEqualTo(SliceEnd.RETURNED);
        assertThat(SliceVerdict.ofBuiltIn(outcome(End.CANCELLED, "")).end()).isEqualTo(SliceEnd.RETURNED);
    }

    @Test
    void messagesStayShortAndPlain() throws Exception {
        log = List.of("\u001b[31mred\u001b[0m\u0007", "x".repeat(10_000));
        exit = new TrainerExit(1, false);

        assertThat(command(outcome(End.EXITED, ""), false).message())
                .hasSizeLessThan(3_100)
                .contains("exit code 1", "red")
                .doesNotContain("\u001b", "\u0007");
    }

    private @Nullable FailureClass builtIn(int code, boolean memory) throws Exception {
        exit = new TrainerExit(code, memory);
        return SliceVerdict.ofBuiltIn(outcome(End.EXITED, "")).failure();
    }

    private @Nullable FailureClass command(int code, boolean memory) throws Exception {
        exit = new TrainerExit(code, memory);
        return command(outcome(End.EXITED, ""), false).failure();
    }

    private static SliceVerdict command(Outcome outcome, boolean left) throws Exception {
        return SliceVerdict.ofCommand(outcome, MEMBER, true, left);
    }

    private Outcome outcome(End end, String report) throws Exception {
        return new Outcome(running(report), end, false, false, false, FailureClass.INFRASTRUCTURE, "what happened");
    }

    private RunningAttempt running(String text) throws Exception {
        Path file = Files.createTempFile(folder, "report", ".jsonl");
        Files.writeString(file, text);
        ReportReader report = new ReportReader(file, ReportLine.command(1, 3, () -> 1));
        report.poll();
        return new Ended(report);
    }

    /** An attempt whose trainer is gone. */
    private final class Ended implements RunningAttempt {

        private final ReportReader report;

        Ended(ReportReader report) {
            this.report = report;
        }

        @Override
        public Attempt attempt() {
            return new Attempt(folder, null);
        }

        @Override
        public ReportReader report() {
            return report;
        }

        @Override
        public boolean poll() {
            return false;
        }

        @Override
        public boolean isAlive() {
            return false;
        }

        @Override
        public void renew(Duration lease) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void requestYield() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public void end() {
            throw new UnsupportedOperationException();
        }

        @Override
        public TrainerExit exit() {
            return exit;
        }

        @Override
        public boolean isStopped() {
            return false;
        }

        @Override
        public void saveLog(Path target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> logTail() {
            return log;
        }

        @Override
        public void close() {}
    }
}
