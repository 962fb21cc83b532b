package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.search.study.FailureClass;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Commands that go wrong, and what is made of it. */
class CommandFailuresTest extends CommandWorld {

    @Test
    void anEndWithoutALastLineIsNoMetricOrTheUsersCode() throws Exception {
        MemberResult silent = train(report("{\"step\":2,\"metrics\":{\"a\":1}}"));
        MemberResult broken = train("echo it breaks here; exit 3");
        MemberResult absent = train("no-such-program-here");

        assertThat(silent.failure()).isEqualTo(FailureClass.NO_METRIC);
        assertThat(broken.failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(broken.message()).contains("exit code 3", "it breaks here");
        assertThat(absent.failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(absent.message()).contains("no-such-program-here", "PATH");
        assertThat(log(broken)).contains("it breaks here", "exit code 3");
    }

    @Test
    void aReportThatMakesNoSenseEndsTheCommand() throws Exception {
        MemberResult notJson = train(report("oops") + "sleep 600");
        MemberResult backwards =
                train(report("{\"step\":2,\"metrics\":{\"a\":1}}\n{\"step\":1,\"metrics\":{\"a\":1}}") + "sleep 600");
        MemberResult nan = train(report("{\"step\":1,\"metrics\":{\"loss\":NaN}}") + "sleep 600");
        MemberResult gigantic = train("head -c 100000 /dev/zero | tr '\\0' a >>$LAMARCK_REPORT; sleep 600");

        assertThat(notJson.failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(notJson.message()).contains("Line 1 of the report is not JSON", "oops");
        assertThat(backwards.failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(backwards.message()).contains("Line 2", "never decrease");
        assertThat(nan.failure()).isEqualTo(FailureClass.DIVERGED);
        assertThat(nan.message()).contains("loss", "NaN");
        assertThat(gigantic.failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(gigantic.message()).contains("longer than");
    }

    @Test
    void aPipeOrALinkInThePlaceOfTheReportHoldsNobodyUp() throws Exception {
        MemberResult pipe = train("mkfifo $LAMARCK_REPORT");
        MemberResult link = train("ln -s /dev/zero $LAMARCK_REPORT");

        assertThat(pipe.failure()).isEqualTo(FailureClass.NO_METRIC);
        assertThat(link.failure()).isEqualTo(FailureClass.NO_METRIC);
    }

    @Test
    void aSliceThatLeavesNothingWhenItIsOverIsTimedOut() throws Exception {
        MemberResult result = train(request("sleep 600", true, null, 0, 1));

        assertThat(result.failure()).isEqualTo(FailureClass.TIMED_OUT);
        assertThat(result.message()).contains("SIGTERM", "checkpoints: false");
    }

    @Test
    void aCommandThatSaysNothingForTooLongIsTimedOutAndNothingOfItIsLeft() throws Exception {
        MemberResult result = train(new TrainRequest(
                "s",
                TrainerSpec.command(List.of("bash", "train.sh"), files("setsid sleep 600 & sleep 600"), false),
                DataSpec.own(),
                List.of(member(null, 0, 2)),
                600,
                1,
                List.of()));

        assertThat(result.failure()).isEqualTo(FailureClass.TIMED_OUT);
        assertThat(result.message()).contains("no progress");
        assertThat(Leftovers.of(folder).find()).isEmpty();
    }

    @Test
    void aCommandThatIsKilledIsTheMachinesDoing() throws Exception {
        MemberResult result = train("kill -9 $$");

        assertThat(result.failure()).isEqualTo(FailureClass.INFRASTRUCTURE);
        assertThat(result.message()).contains("signal 9");
    }

    @Test
    void aTracebackAboutMemoryIsOutOfMemory() throws Exception {
        MemberResult result = train("echo 'torch.cuda.OutOfMemoryError: CUDA out of memory' >&2; exit 1");

        assertThat(result.failure()).isEqualTo(FailureClass.OUT_OF_MEMORY);
    }

    @Test
    void aCheckpointThatIsGoneOrDamagedIsLost() throws Exception {
        String script =
                "echo a >$LAMARCK_CHECKPOINT_OUT/a; " + report("{\"step\":2,\"metrics\":{\"a\":1}}\n{\"done\":true}");
        MemberResult first = train(script);
        String key = Objects.requireNonNull(first.checkpoint());
        Path file = store.fetch(key + "/files/a");
        Files.writeString(file, "b");

        MemberResult damaged = train(request(script, true, key, 2, 600));
        MemberResult gone = train(request(script, true, "studies/s/trials/1/0/0/9-none", 2, 600));

        assertThat(damaged.end()).isEqualTo(SliceEnd.CHECKPOINT_LOST);
        assertThat(damaged.checkpoint()).isEqualTo(key);
        assertThat(damaged.message()).contains(key);
        assertThat(gone.end()).isEqualTo(SliceEnd.CHECKPOINT_LOST);
    }

    @Test
    void aCommandThatNobodyAllowedIsRefusedWithTheWayOut() throws Exception {
        String stranger = files("echo owned");
        Files.writeString(job.resolve("train.sh"), "echo something else");

        MemberResult result = train(new TrainRequest(
                "s",
                TrainerSpec.command(List.of("bash", "train.sh"), stranger, true),
                DataSpec.own(),
                List.of(member(null, 0, 2)),
                600,
                60,
                List.of()));

        assertThat(result.failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(result.message()).contains("bash train.sh", "allowed-commands", "--allow-command");
    }

    @Test
    void aFullStoreIsTheMachinesDoing() throws Exception {
        FileArtifactStore full = FileArtifactStore.at(folder.resolve("artifacts"), Long.MAX_VALUE / 2);
        String script =
                "echo a >$LAMARCK_CHECKPOINT_OUT/a; " + report("{\"step\":2,\"metrics\":{\"a\":1}}\n{\"done\":true}");
        TrainRequest request = request(script, true, null, 0, 600);
        TestActivityEnvironment other = Fixtures.environment();
        other.registerActivitiesImplementations(Fixtures.training(slots, full, AllowedCommands.of(folder)));

        MemberResult result = other.newActivityStub(TrainingActivities.class)
                .train(request)
                .members()
                .getFirst();

        other.close();
        assertThat(result.failure()).isEqualTo(FailureClass.INFRASTRUCTURE);
        assertThat(result.message()).contains("No room");
    }
}
