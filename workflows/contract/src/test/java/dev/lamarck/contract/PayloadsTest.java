package dev.lamarck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.lamarck.contract.NightlySpec.Notification;
import dev.lamarck.search.space.Condition;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureRules;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.Objective;
import dev.lamarck.search.study.StudyStatus;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What one process or release writes, the other reads. */
class PayloadsTest {

    private static final DataSpec DATA = new DataSpec(
            "digits", 1, "ab", new DataSpec.Shape(1, 8, 8), 10, 0.1, 0.3, Map.of("train", 1_000, "test", 200));

    /** As it was written before studies had a deadline, explanations, a warm start and nights. */
    private static final String EARLIER_SPEC = """
            {"name":"digits",
             "data":{"name":"digits","split":1,"fingerprint":"ab","shape":{"channels":1,"height":8,"width":8},
                     "classes":10,"mean":0.1,"std":0.3,"rows":{"train":1000,"test":200}},
             "trainer":{"preset":"mlp","checkpoints":true},
             "objective":{"metric":"val_accuracy","goal":"MAXIMIZE"},
             "space":[{"type":"int","name":"units","low":1,"high":64,"log":false}],
             "sampler":{"name":"genetic","seed":7},"pruner":{"rungs":[1,3],"reduction":3},
             "budget":{"trials":9},"parallel":2,
             "execution":{"pool":"cpu","maxSliceSeconds":600,"stallSeconds":90,"islands":1},
             "failures":{"infrastructure":3,"outOfMemory":"HALVE_BATCH","maxFailed":3},
             "checkpoints":{"bestOfStudy":3},
             "winner":{"top":3,"seeds":2},
             "model":"digits"}""";

    @ParameterizedTest(name = "{0}")
    @MethodSource("messages")
    void readsWhatItWrites(Object message) throws JsonProcessingException {
        Object read = Payloads.json().readValue(Payloads.text(message), message.getClass());

        assertThat(read).usingRecursiveComparison().isEqualTo(message);
    }

    static Stream<Named<Object>> messages() {
        return Stream.of(
                Named.of("a selection", selection()),
                Named.of(
                        "the study of a night",
                        selection()
                                .study()
                                .night("digits-20260101-020000", "digits", DATA, List.of(units(8), units(16)))),
                Named.of("a night that was judged", judged()),
                Named.of("a night that read no data", aborted()),
                Named.of("a study with a winner", document()));
    }

    @Test
    void leavesOutWhatThereIsNot() {
        assertThat(Payloads.text(aborted())).contains("\"verdict\":\"ABORTED\"").doesNotContain("null", "champion");
    }

    @Test
    void keepsTheOrderOfImportance() throws JsonProcessingException {
        StudyDocument read = Payloads.json().readValue(Payloads.text(document()), StudyDocument.class);

        assertThat(read.search().importance()).containsExactly(Map.entry("units", 0.75), Map.entry("dropout", 0.25));
    }

    @Test
    void readsAStudyThatWasWrittenEarlier() throws JsonProcessingException {
        StudySpec spec = Payloads.json().readValue(EARLIER_SPEC, StudySpec.class);

        assertThat(spec.budget().trials()).isEqualTo(9);
        assertThat(spec.budget().wallClockSeconds()).isZero();
        assertThat(spec.trainer()).isEqualTo(TrainerSpec.preset("mlp"));
        assertThat(spec.execution().deterministic()).isFalse();
        assertThat(spec.explain()).isEmpty();
        assertThat(spec.warmStart()).isEmpty();
        assertThat(spec.nightly()).isNull();
        assertThat(spec.experiment()).isEqualTo("digits");
    }

    @Test
    void readsADocumentThatWasWrittenEarlier() throws JsonProcessingException {
        StudyDocument document = Payloads.json().readValue("""
                {"spec":%s,"digest":"cd",
                 "result":{"status":"COMPLETED","states":{"COMPLETED":9},
                           "winner":{"trial":4,"configuration":{"units":32},"chosen":"winner-4-1",
                                     "metrics":{"val_accuracy":0.97},"runs":[],
                                     "meanValidation":{"mean":0.97,"halfWidth":0.01},
                                     "incumbentTests":[],"testReads":1,
                                     "export":{"folder":"f","checkpointSha256":"ab","rows":10,
                                               "maxProbabilityDifference":1e-6,"labelAgreement":1.0}}},
                 "incumbents":[],"segments":1,"lastSegment":"ef","startedMillis":1,"endedMillis":2}""".formatted(EARLIER_SPEC), StudyDocument.class);

        assertThat(document.search()).isNull();
        assertThat(document.result().winner().configuration()).isEqualTo(units(32));
        assertThat(document.result().winner().explanation()).isNull();
        assertThat(document.result().winner().explanationProblem()).isNull();
    }

    @Test
    void readsWhatALaterReleaseAdds() throws JsonProcessingException {
        String later = Payloads.text(aborted()).replaceFirst("\\{", "{\"approvedBy\":\"somebody\",");

        assertThat(Payloads.json().readValue(later, NightDocument.class)).isEqualTo(aborted());
    }

    private static Configuration units(int units) {
        return new Configuration(Map.of("units", units));
    }

    private static NightlySpec selection() {
        return new NightlySpec(
                "digits",
                study(),
                new DataSource(null, "/data/digits", List.of("/data"), 0.2, 1),
                new NightlySpec.Timing("0 2 * * *", "Europe/Berlin", 300, "buffer", 3_600, true),
                GateSpec.standard(),
                List.of(
                        new Notification(List.of(Verdict.PROMOTED, Verdict.FAILED), "env:HOOK", "file:/key"),
                        new Notification(List.of(Verdict.KEPT), "env:HOOK", null)));
    }

    private static StudySpec study() {
        return new StudySpec(
                "digits",
                TrainerSpec.preset("mlp"),
                DATA,
                new Objective("val_accuracy", Objective.Goal.MAXIMIZE),
                SearchSpace.of(List.of(
                        new IntParameter("units", 1, 64, true, null, null),
                        new FloatParameter(
                                "dropout",
                                0,
                                0.5,
                                false,
                                new Condition(Map.of("units", new Condition.Between(8, Double.POSITIVE_INFINITY))),
                                null))),
                new StudySpec.Sampler("genetic", 7),
                new StudySpec.Pruner(List.of(1, 3), 3),
                new Limits(9, 90, 0),
                2,
                StudySpec.Execution.in("cpu"),
                new FailureRules(3, FailureRules.OutOfMemory.HALVE_BATCH, 3),
                StudySpec.Retention.USUAL,
                new StudySpec.Winner(3, 2),
                "digits-model",
                List.of("importance", "occlusion"),
                List.of(units(8)),
                null);
    }

    private static NightDocument judged() {
        Comparison comparison = new Comparison(
                10_000, 12, 200, 300, Map.of("accuracy", 0.95), Map.of("accuracy", 0.96, "latency_ms_p95", 3.5));
        Judgement judgement = new Judgement(
                Verdict.BLOCKED,
                "latency_ms_p95 was not measured.",
                1e-7,
                0.05 / 365,
                0.01,
                List.of(new GuardrailCheck("latency_ms_p95", null, 3.5, 5, false)));
        return new NightDocument(
                "digits",
                "digits-20260101-020000",
                Verdict.BLOCKED,
                judgement.reason(),
                1,
                2,
                "digits-model",
                "ab",
                "3",
                "4",
                comparison,
                judgement);
    }

    private static NightDocument aborted() {
        return new NightDocument(
                "digits",
                "digits-20260101-020000",
                Verdict.ABORTED,
                "The file is empty.",
                1,
                2,
                "digits-model",
                null,
                null,
                null,
                null,
                null);
    }

    private static StudyDocument document() {
        Explanation explanation = new Explanation(
                "studies/digits/explanation/ab",
                List.of(new Explanation.Row(3, 7, 1, 0.875)),
                List.of(
                        new Explanation.Method("occlusion", null, null, 0.2, 0.6, List.of("occlusion/3.png")),
                        new Explanation.Method("integrated-gradients", 1e-3, 4e-3, 0.1, 0.6, List.of())));
        WinnerResult winner = new WinnerResult(
                4,
                units(32),
                "winner-4-1",
                Map.of("val_accuracy", 0.97),
                List.of(new WinnerResult.SeedRun("winner-4-1", 4, 11, 3, Map.of("val_accuracy", 0.97), "c", 1, 2)),
                new WinnerResult.Interval(0.97, 0.01),
                List.of(Map.of("test_accuracy", 0.9)),
                1,
                new ExportActivities.ExportResult("f", "ab", 10, 1e-6, 1),
                explanation,
                null);
        Map<String, Double> importance = new LinkedHashMap<>();
        importance.put("units", 0.75);
        importance.put("dropout", 0.25);
        SearchInsight search = new SearchInsight(
                importance,
                List.of(
                        new SearchInsight.Line(0, "COMPLETED", "warm-start", List.of(), 2, 0.97, null),
                        new SearchInsight.Line(1, "FAILED", "crossover", List.of(0, 2), 0, null, "DIVERGED")));
        return new StudyDocument(
                study(),
                "cd",
                new StudyResult(StudyStatus.COMPLETED, Map.of("COMPLETED", 1, "FAILED", 1), winner, null),
                List.of(new StudyDocument.Incumbent(1.5, 0, 0.97, "c")),
                search,
                1,
                "ef",
                1,
                2);
    }
}
