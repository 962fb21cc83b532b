package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.contract.TrainingActivities.SliceRun;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.train.data.SplitData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Commands that do what they are to do. */
class CommandTrainingTest extends CommandWorld {

    private static final List<String> REQUEST = List.of(
            "study",
            "trial",
            "rung",
            "attempt",
            "parameters",
            "data",
            "seed",
            "unit",
            "after",
            "to",
            "threads",
            "device",
            "deadline");

    @Test
    void aCommandThatReportsIsDone() throws Exception {
        MemberResult result = train("""
                echo to the log; echo and to this >&2
                echo content >$LAMARCK_CHECKPOINT_OUT/model.bin
                echo picture >"$LAMARCK_ARTIFACTS/a picture.svg"
                """ + report("""
                {"step":1,"metrics":{"val_accuracy":0.5}}
                {"step":2,"metrics":{"val_accuracy":0.75}}
                {"done":true}"""));

        assertThat(result.end()).as(result.message()).isEqualTo(SliceEnd.DONE);
        assertThat(result.step()).isEqualTo(2);
        assertThat(result.metrics()).containsExactly(Map.entry("val_accuracy", 0.75));
        assertThat(result.worker()).isEqualTo("me");
        assertThat(result.deviceMillis()).isPositive();
        ArtifactFolder left = ArtifactFolder.open(store, Objects.requireNonNull(result.folder()));
        assertThat(left.sums().keySet())
                .contains("report.jsonl", "log.txt", SliceRun.FILE, "artifacts/names.json", "artifacts/renamed/file-1");
        assertThat(left.file("log.txt")).content().contains("to the log", "and to this");
        assertThat(Files.readAllLines(left.file("report.jsonl")))
                .hasSize(3)
                .allSatisfy(line -> assertThat(
                                Payloads.json().readTree(line).path("time").asLong())
                        .isPositive());
        assertThat(ArtifactFolder.open(store, Objects.requireNonNull(result.checkpoint()))
                        .file("files/model.bin"))
                .hasContent("content");
    }

    @Test
    void theRequestIsAsDocumented() throws Exception {
        DataSource digits = new DataSource("digits", null, List.of(), null, 1);
        SplitData split = Datasets.load(digits);
        DataSpec data = Datasets.describe(digits, split);
        Datasets.store(store, data, split);

        MemberResult result = train(new TrainRequest(
                "s",
                TrainerSpec.command(
                        List.of("bash", "train.sh"),
                        files("cat $LAMARCK_REQUEST; " + report("{\"failed\":\"DATA\",\"message\":\"seen\"}")),
                        true),
                data,
                List.of(member(null, 0, 2)),
                600,
                60,
                List.of()));

        assertThat(result.failure()).isEqualTo(FailureClass.DATA);
        assertThat(result.message()).isEqualTo("seen");
        var request = Payloads.json().readTree(log(result).lines().findFirst().orElseThrow());
        assertThat(request.properties()).extracting(Map.Entry::getKey).containsExactlyElementsOf(REQUEST);
        assertThat(request.path("trial").isInt()).isTrue();
        assertThat(request.path("parameters").path("rate").asDouble()).isEqualTo(0.5);
        assertThat(request.path("data").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("train", "validation", "fingerprint");
        assertThat(Path.of(request.path("data").path("train").asText())).exists();
    }

    @Test
    void itSeesNothingOfTheWorkersEnvironmentButWhatIsAllowed() throws Exception {
        MemberResult result = train("env | cut -d= -f1 | sort");

        assertThat(log(result).lines())
                .contains("PATH", "HOME", "SHOWN", "OMP_NUM_THREADS", "LAMARCK_REQUEST", "LAMARCK_SLOT")
                .doesNotContain("SECRET", "JAVA_HOME", "LAMARCK_CHECKPOINT_IN");
        assertThat(result.failure()).isEqualTo(FailureClass.NO_METRIC);
    }

    @Test
    void aSliceThatIsOverYieldsAndTheNextGoesOnFromItsCheckpoint() throws Exception {
        String script = """
                trap 'echo 1 >"$LAMARCK_CHECKPOINT_OUT/.state file"; echo "{\\"yielded\\":true,\\"step\\":1}" >>$LAMARCK_REPORT; exit' TERM
                if [ -n "${LAMARCK_CHECKPOINT_IN:-}" ]; then
                  cat "$LAMARCK_CHECKPOINT_IN/.state file"
                  echo x >$LAMARCK_CHECKPOINT_OUT/x
                  echo '{"step":2,"metrics":{"a":2}}' >>$LAMARCK_REPORT
                  echo '{"done":true}' >>$LAMARCK_REPORT
                  exit
                fi
                echo '{"step":1,"metrics":{"a":1}}' >>$LAMARCK_REPORT
                while :; do sleep 0.05; done
                """;

        MemberResult first = train(request(script, true, null, 0, 1));
        MemberResult second = train(request(script, true, first.checkpoint(), 1, 600));

        assertThat(first.end()).as(first.message()).isEqualTo(SliceEnd.YIELDED);
        assertThat(first.step()).isEqualTo(1);
        assertThat(second.end()).as(second.message()).isEqualTo(SliceEnd.DONE);
        assertThat(log(second)).startsWith("1\n");
    }

    @Test
    void withoutCheckpointsNothingIsAskedToYield() throws Exception {
        MemberResult result = train(request(
                "trap 'exit 9' TERM; sleep 2; " + report("{\"step\":2,\"metrics\":{\"a\":1}}\n{\"done\":true}"),
                false,
                null,
                0,
                1));

        assertThat(result.end()).as(result.message()).isEqualTo(SliceEnd.DONE);
        assertThat(result.checkpoint()).isNull();
        assertThat(result.folder()).isNotNull();
    }
}
