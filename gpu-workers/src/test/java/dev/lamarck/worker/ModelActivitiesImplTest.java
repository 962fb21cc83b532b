package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.EvaluationActivities;
import dev.lamarck.contract.EvaluationActivities.Candidate;
import dev.lamarck.contract.EvaluationActivities.CompareRequest;
import dev.lamarck.contract.EvaluationActivities.MeasureRequest;
import dev.lamarck.contract.EvaluationActivities.MeasureResult;
import dev.lamarck.contract.EvaluationActivities.Packaged;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.ExplanationActivities;
import dev.lamarck.contract.ExplanationActivities.ExplainRequest;
import dev.lamarck.contract.ExportActivities;
import dev.lamarck.contract.ExportActivities.ExportRequest;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.data.SplitData;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.testing.TestActivityEnvironment;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A model of three epochs, trained and exported by a real trainer process. */
class ModelActivitiesImplTest {

    private static final DataSource DIGITS = new DataSource("digits", null, List.of(), null, 1);
    private static final Configuration CONFIGURATION = new Configuration(Map.of("learning_rate", 3e-3));

    @TempDir
    private static Path folder;

    private static FileArtifactStore store;
    private static WorkerFolder workerFolder;
    private static Slots slots;
    private static TestActivityEnvironment environment;
    private static EvaluationActivities evaluation;
    private static ExplanationActivities explanation;

    private static DataSpec data;
    private static MemberResult trained;
    private static Candidate candidate;
    private static Packaged model;

    @BeforeAll
    static void trainAndExport() throws Exception {
        store = FileArtifactStore.at(folder.resolve("artifacts"), 0);
        SplitData digits = Datasets.load(DIGITS);
        data = Datasets.describe(DIGITS, digits);
        Datasets.store(store, data, digits);
        workerFolder = WorkerFolder.claim(folder, "test");
        slots = new Slots(workerFolder, Fixtures.common(workerFolder), 1, "test");
        environment = Fixtures.environment();
        environment.registerActivitiesImplementations(
                Fixtures.training(slots, store, AllowedCommands.of(folder)), new ModelActivitiesImpl(slots, store));
        evaluation = environment.newActivityStub(EvaluationActivities.class);
        explanation = environment.newActivityStub(ExplanationActivities.class);
        Member member = new Member("4", CONFIGURATION, 42, 0, 0, 1, 0, 3, null);
        trained = environment
                .newActivityStub(TrainingActivities.class)
                .train(new TrainRequest("s", TrainerSpec.preset("mlp-128"), data, List.of(member), 600, 90, List.of()))
                .members()
                .getFirst();
        candidate = new Candidate("4", CONFIGURATION, Objects.requireNonNull(trained.checkpoint()));
        model = new Packaged(
                environment
                        .newActivityStub(ExportActivities.class)
                        .export(new ExportRequest("s", "mlp-128", data, candidate))
                        .folder(),
                data.fingerprint());
    }

    @AfterAll
    static void end() throws Exception {
        environment.close();
        slots.close();
        workerFolder.close();
    }

    @Test
    void measuresTheExportedModelAsItWasMeasuredInTraining() {
        MeasureResult result = evaluation.measure(new MeasureRequest("s", data, model));

        assertThat(result.accuracy())
                .isEqualTo(trained.metrics().get("val_accuracy"), within(1e-12))
                .isGreaterThan(3 * result.guessing());
    }

    @Test
    void findsNoDifferenceBetweenAModelAndItself() {
        Comparison comparison = evaluation.compare(new CompareRequest("s", data, "same", model, model));

        assertThat(comparison.rows() + comparison.rowsLeftOut())
                .isEqualTo(data.rows().get(DataSpec.TEST));
        assertThat(comparison.championOnly()).isZero();
        assertThat(comparison.challengerOnly()).isZero();
        assertThat(comparison.champion()).containsKeys("accuracy", "recall_min_class", "latency_ms_p95");
        assertThat(comparison.challenger().get("accuracy"))
                .isEqualTo(comparison.champion().get("accuracy"));
    }

    @Test
    void countsAReadingOfTheTestSplitThatFailed() {
        String reader = "broken";

        failure(() -> evaluation.compare(
                new CompareRequest("s", data, reader, model, new Packaged("studies/s/model/gone", "made"))));

        assertThat(store.get(ArtifactKeys.testRead(data.fingerprint(), reader))).isPresent();
    }

    @Test
    void readsNoTestSplitToMeasureOrExplain() {
        int before = store.list(ArtifactKeys.testReads(data.fingerprint())).size();

        evaluation.measure(new MeasureRequest("s", data, model));
        explanation.explain(new ExplainRequest("s", "mlp-128", data, candidate, List.of("saliency")));

        assertThat(store.list(ArtifactKeys.testReads(data.fingerprint()))).hasSize(before);
    }

    @Test
    void leavesThePicturesOfEachMethodInTheStore() {
        Explanation made = explanation.explain(
                new ExplainRequest("s", "mlp-128", data, candidate, List.of("saliency", "occlusion")));

        assertThat(made.folder()).startsWith("studies/s/explanation/");
        assertThat(made.methods()).extracting(Explanation.Method::name).containsExactly("saliency", "occlusion");
        assertThat(ArtifactFolder.open(store, made.folder()).sums().keySet())
                .containsAll(made.methods().stream()
                        .flatMap(method -> method.images().stream())
                        .toList());
        assertThat(made.methods())
                .allSatisfy(method ->
                        assertThat(method.images()).hasSameSizeAs(made.rows()).isNotEmpty());
    }

    @Test
    void neitherTriesAgainNorHidesWhatCannotBeExplained() {
        ApplicationFailure failure = failure(
                () -> explanation.explain(new ExplainRequest("s", "mlp-128", data, candidate, List.of("grad-cam"))));

        assertThat(failure.getType()).isEqualTo("INVALID_CONFIGURATION");
        assertThat(failure.isNonRetryable()).isTrue();
        assertThat(failure.getOriginalMessage()).contains("'grad-cam'");
    }

    @Test
    void triesAgainWhereAModelIsNotThere() {
        Packaged gone = new Packaged("studies/s/model/gone", "made");

        ApplicationFailure failure = failure(() -> evaluation.measure(new MeasureRequest("s", data, gone)));

        assertThat(failure.getType()).isEqualTo("INFRASTRUCTURE");
        assertThat(failure.isNonRetryable()).isFalse();
        assertThat(failure.getOriginalMessage()).contains("There is no artifact folder studies/s/model/gone.");
        assertThat(slots.busy()).isZero();
    }

    private static ApplicationFailure failure(ThrowingCallable call) {
        ActivityFailure failure = catchThrowableOfType(ActivityFailure.class, call);
        assertThat(failure).isNotNull().hasCauseInstanceOf(ApplicationFailure.class);
        return (ApplicationFailure) failure.getCause();
    }
}
