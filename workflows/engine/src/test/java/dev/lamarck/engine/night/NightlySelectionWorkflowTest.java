package dev.lamarck.engine.night;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.EvaluationActivities.MeasureResult;
import dev.lamarck.contract.EvaluationActivities.Packaged;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.NightlySelectionWorkflow;
import dev.lamarck.contract.NightlySpec.Notification;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.RegistryActivities.Champion;
import dev.lamarck.contract.RegistryActivities.PromoteRequest;
import dev.lamarck.contract.RegistryActivities.Version;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.TrackingActivities.CloseNightRequest;
import dev.lamarck.contract.TrackingActivities.CloseRequest;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.contract.Verdict;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.Nights;
import dev.lamarck.search.study.FailureClass;
import io.temporal.client.WorkflowClient;
import io.temporal.client.WorkflowFailedException;
import io.temporal.client.WorkflowNotFoundException;
import io.temporal.client.WorkflowStub;
import io.temporal.failure.ApplicationFailure;
import io.temporal.workflow.Workflow;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class NightlySelectionWorkflowTest {

    private static final Notification ON_KEPT = new Notification(List.of(Verdict.KEPT), "env:FIRST", null);
    private static final Notification ON_PROMOTED = new Notification(List.of(Verdict.PROMOTED), "env:SECOND", null);
    private static final Notification ON_FAILED = new Notification(List.of(Verdict.FAILED), "env:THIRD", null);

    @TempDir
    private Path folder;

    private static NightWorld world;

    private FileArtifactStore store;

    @BeforeAll
    static void startWorld() {
        world = new NightWorld();
    }

    @BeforeEach
    void beginAnew() {
        store = FileArtifactStore.at(folder, 0);
        world.begin(store);
    }

    @AfterAll
    static void stopWorld() {
        world.close();
    }

    @Test
    void promotesTheFirstChampionWithoutAComparison() {
        world.champion = () -> new Champion(null);
        world.championAtPromotion = "";

        NightDocument document = run();

        assertThat(document.verdict()).isEqualTo(Verdict.PROMOTED);
        assertThat(document.reason()).isEqualTo("The first champion of digits-model: version 4.");
        assertThat(document.champion()).isNull();
        assertThat(world.promotions)
                .singleElement()
                .satisfies(promotion -> assertThat(promotion.expected()).isNull());
        assertThat(world.measurements).isEmpty();
        assertThat(world.comparisons).isEmpty();
    }

    @Test
    void keepsTheChampionWithoutEvidence() {
        NightDocument document = run();

        assertThat(document.verdict()).isEqualTo(Verdict.KEPT);
        assertThat(document.champion()).isEqualTo("3");
        assertThat(document.challenger()).isEqualTo("4");
        assertThat(document.comparison()).isEqualTo(SampleNight.equal());
        assertThat(document.reason()).isEqualTo(document.judgement().reason()).endsWith("the champion stays.");
        assertThat(world.promotions).isEmpty();
    }

    @Test
    void promotesABetterChallengerOverTheChampionThatItWasMeasuredAgainst() {
        world.comparison = SampleNight::better;

        NightDocument document = run();

        assertThat(document.verdict()).isEqualTo(Verdict.PROMOTED);
        assertThat(world.promotions)
                .singleElement()
                .usingRecursiveComparison()
                .ignoringFields("atMillis")
                .isEqualTo(new PromoteRequest(
                        "digits-model", "4", "3", "night " + document.night(), document.reason(), 0));
    }

    @Test
    void leavesTheChampionWhereAGuardrailBlocks() {
        world.comparison = SampleNight::betterButSlow;

        NightDocument document = run();

        assertThat(document.verdict()).isEqualTo(Verdict.BLOCKED);
        assertThat(document.reason()).contains("latency_ms_p95 is 50");
        assertThat(world.promotions).isEmpty();
    }

    @Test
    void keepsAChampionThatAppearedWhileTheNightWasMeasuring() {
        world.comparison = SampleNight::better;
        world.championAtPromotion = "9";

        NightDocument document = run();

        assertThat(document.verdict()).isEqualTo(Verdict.KEPT);
        assertThat(document.reason())
                .isEqualTo("Version 9 became the champion while the night was measuring against version 3; "
                        + "the challenger waits as version 4.");
    }

    @Test
    void keepsAFirstChampionThatAppearedDuringTheNight() {
        world.champion = () -> new Champion(null);
        world.championAtPromotion = "9";

        NightDocument document = run();

        assertThat(document.verdict()).isEqualTo(Verdict.KEPT);
        assertThat(document.reason())
                .isEqualTo("Version 9 became the first champion during the night; the challenger waits as version 4.");
    }

    @Test
    void comparesOnTonightsDataByTheReadingOfTheNight() {
        NightDocument document = run();

        assertThat(world.comparisons).singleElement().satisfies(request -> {
            assertThat(request.data()).isEqualTo(SampleNight.data("fresh", 1_000));
            assertThat(request.reader()).isEqualTo(document.night() + "-gate");
            assertThat(request.champion()).isEqualTo(new Packaged("studies/champion/model/cd", "made"));
            assertThat(request.challenger()).isEqualTo(new Packaged("studies/challenger/model/ab", "fresh"));
        });
    }

    @Test
    void searchesTonightsDataUnderTheNameOfTheNight() {
        NightDocument document = run();

        StudyRequest request = world.studies.poll();
        assertThat(request.digest()).isEqualTo("job-digest");
        assertThat(Payloads.text(request.spec()))
                .isEqualTo(Payloads.text(SampleNight.study()
                        .night(document.night(), world.nightly(), SampleNight.data("fresh", 1_000), List.of())));
        assertThat(document.night()).matches(world.nightly() + "-\\d{8}-\\d{6}");
        assertThat(document.fingerprint()).isEqualTo("fresh");
        assertThat(world.registered)
                .containsExactly(new CloseRequest(document.night(), new ParentRun("1", "run-of-" + document.night())));
    }

    @Test
    void beginsWithWhatTheLastNightFound() {
        new Nights(store)
                .keep(new NightDocument(
                        world.nightly(), "last-night", Verdict.KEPT, "", 1, 2, "m", null, null, null, null, null));
        new Ledger(store)
                .finish(new StudyDocument(
                        SampleNight.study().named("last-night"),
                        "",
                        SampleNight.completed(),
                        List.of(),
                        null,
                        0,
                        "",
                        1,
                        2));

        run();

        assertThat(world.studies.poll().spec().warmStart()).containsExactly(SampleNight.units(32));
    }

    @Test
    void abortsWhereTheDataCannotBeRead() {
        world.data = () -> {
            throw ApplicationFailure.newFailure("The file train.csv is empty.", FailureClass.DATA.name());
        };

        NightDocument document = run();

        assertThat(document.verdict()).isEqualTo(Verdict.ABORTED);
        assertThat(document.reason()).isEqualTo("The file train.csv is empty.");
        assertThat(document.fingerprint()).isNull();
        assertThat(world.studies).isEmpty();
    }

    @Test
    void abortsWhereTheTaskIsAnother() {
        world.data = () -> SampleNight.data("fresh", 100);

        NightDocument document = run();

        assertThat(document.verdict()).isEqualTo(Verdict.ABORTED);
        assertThat(document.reason()).contains("less than half is taken for a broken feed");
        assertThat(document.fingerprint()).isEqualTo("fresh");
        assertThat(world.studies).isEmpty();
    }

    @Test
    void abortsWhereTheChampionDoesNotRecogniseTheData() {
        world.measured = () -> new MeasureResult(0.12, 0.11);

        NightDocument document = run();

        assertThat(document.verdict()).isEqualTo(Verdict.ABORTED);
        assertThat(document.reason()).startsWith("Champion version 3 is right on 12.0%");
        assertThat(document.champion()).isEqualTo("3");
        assertThat(world.studies).isEmpty();
    }

    @Test
    void doesNotMeasureAChampionWhoseAccuracyIsNotKnown() {
        Version known = NightWorld.champion("3").version();
        world.champion = () -> new Champion(new Version("3", known.packaged(), Map.of(), "champion", "run"));

        assertThat(run().verdict()).isEqualTo(Verdict.KEPT);
        assertThat(world.measurements).isEmpty();
    }

    @Test
    void failsWhereTheChampionIsNotRegisteredByLamarck() {
        world.champion = () -> new Champion(new Version("3", null, Map.of(), null, "run"));

        NightDocument document = runToFailure();

        assertThat(document.reason())
                .startsWith("Champion version 3 of digits-model was not registered by Lamarck")
                .endsWith("'lamarck champion promote'.");
        assertThat(world.studies).isEmpty();
    }

    @Test
    void failsWithTheStudy() {
        world.study = () -> SampleNight.failed("No trial came to a result.");

        NightDocument document = runToFailure();

        assertThat(document.reason())
                .isEqualTo("Study %s ended FAILED: No trial came to a result.".formatted(document.night()));
        assertThat(document.challenger()).isNull();
        assertThat(world.registered).isEmpty();
    }

    @Test
    void failsWithTheWorkflowOfTheStudy() {
        world.study = () -> {
            throw ApplicationFailure.newNonRetryableFailure("out of luck", "ANY");
        };

        assertThat(runToFailure().reason()).endsWith("ended FAILED: out of luck");
    }

    @Test
    void failsWithAnActivity() {
        world.measured = () -> {
            throw ApplicationFailure.newFailure("The model has no input.", FailureClass.USER_CODE.name());
        };

        assertThat(runToFailure().reason()).isEqualTo("The model has no input.");
        assertThat(world.measurements).hasSize(1);
    }

    @Test
    void triesAgainWhatTheInfrastructureLoses() {
        world.measured = () -> {
            if (world.measurements.size() < 2) {
                throw ApplicationFailure.newFailure("gone", FailureClass.INFRASTRUCTURE.name());
            }
            return new MeasureResult(0.94, 0.11);
        };

        assertThat(run().verdict()).isEqualTo(Verdict.KEPT);
        assertThat(world.measurements).hasSize(2);
    }

    @Test
    void failsWhenItIsCancelledAndTakesTheStudyAlong() throws Exception {
        world.study = () -> {
            Workflow.await(() -> false);
            return SampleNight.completed();
        };
        NightlySelectionWorkflow night = world.night();
        WorkflowClient.start(night::run, world.request());
        String study = world.studies.poll(30, TimeUnit.SECONDS).spec().name();

        WorkflowStub.fromTyped(night).cancel();

        assertThatExceptionOfType(WorkflowFailedException.class)
                .isThrownBy(() -> WorkflowStub.fromTyped(night).getResult(NightDocument.class));
        assertThatExceptionOfType(WorkflowFailedException.class)
                .isThrownBy(() -> world.server
                        .getWorkflowClient()
                        .newUntypedWorkflowStub(Names.studyWorkflow(study))
                        .getResult(Void.class));
        assertThat(kept().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(kept().reason()).isEqualTo("The night was cancelled.");
        assertThat(world.closed).hasSize(1);
    }

    @Test
    void opensTheRunOfTheNightAndClosesItWithTheVerdict() {
        NightDocument document = run();

        assertThat(world.opened).singleElement().satisfies(request -> {
            assertThat(request.nightly()).isEqualTo(world.nightly());
            assertThat(request.night()).isEqualTo(document.night());
            assertThat(request.startedMillis()).isEqualTo(document.startedMillis());
        });
        assertThat(document.endedMillis()).isGreaterThanOrEqualTo(document.startedMillis());
    }

    @Test
    void answersWithItsDocumentWhenItIsOver() {
        NightlySelectionWorkflow night = world.night();
        NightDocument document = night.run(world.request());

        assertThat(night.status())
                .isEqualTo(new NightlySelectionWorkflow.NightStatus(document.night(), "done", document));
    }

    @Test
    void answersWithItsPhaseWhileItRuns() throws Exception {
        world.study = () -> {
            Workflow.await(() -> false);
            return SampleNight.completed();
        };
        NightlySelectionWorkflow night = world.night();
        WorkflowClient.start(night::run, world.request());
        String study = world.studies.poll(30, TimeUnit.SECONDS).spec().name();

        assertThat(night.status()).isEqualTo(new NightlySelectionWorkflow.NightStatus(study, "searching", null));

        WorkflowStub.fromTyped(night).cancel();
        assertThatExceptionOfType(WorkflowFailedException.class)
                .isThrownBy(() -> WorkflowStub.fromTyped(night).getResult(NightDocument.class));
    }

    @Test
    void tellsWhoWantsToHearOfTheVerdict() {
        NightDocument document = world.night().run(world.request(ON_PROMOTED, ON_KEPT, ON_FAILED));

        notification(document, 2).getResult(Void.class);
        assertThat(world.told(document)).singleElement().satisfies(request -> {
            assertThat(request.document()).isEqualTo(document);
            assertThat(request.notification()).isEqualTo(ON_KEPT);
        });
        assertThatExceptionOfType(WorkflowNotFoundException.class)
                .isThrownBy(() -> notification(document, 1).getResult(Void.class));
    }

    @Test
    void tellsOfAFailedNightToo() {
        world.study = () -> SampleNight.failed("No trial came to a result.");

        NightDocument document = runToFailure(ON_KEPT, ON_FAILED);

        notification(document, 2).getResult(Void.class);
        assertThat(world.told(document))
                .singleElement()
                .satisfies(request -> assertThat(request.document()).isEqualTo(document));
    }

    @Test
    void isNotHeldUpByAReceiverThatIsDown() {
        AtomicBoolean asked = new AtomicBoolean();
        AtomicBoolean up = new AtomicBoolean();
        world.receiver = () -> {
            if (!asked.getAndSet(true) || !up.get()) {
                throw ApplicationFailure.newFailure("The webhook env:FIRST answers 500", "WEBHOOK");
            }
        };

        NightDocument document = world.night().run(world.request(ON_KEPT));

        assertThat(document.verdict()).isEqualTo(Verdict.KEPT);
        assertThat(world.closed).hasSize(1);
        up.set(true);
        notification(document, 1).getResult(Void.class);
        assertThat(world.told(document)).hasSizeGreaterThan(1);
    }

    /** A night that ends with a verdict other than FAILED, which is in its records. */
    private NightDocument run() {
        NightDocument document = world.night().run(world.request());
        assertThat(kept()).isEqualTo(document);
        assertThat(world.closed)
                .containsExactly(new CloseNightRequest(document, new ParentRun("1", "run-of-" + document.night())));
        return document;
    }

    /** A night that is FAILED in its records, and whose workflow fails for the same reason. */
    private NightDocument runToFailure(Notification... notifications) {
        assertThatExceptionOfType(WorkflowFailedException.class)
                .isThrownBy(() -> world.night().run(world.request(notifications)))
                .withCauseInstanceOf(ApplicationFailure.class)
                .satisfies(failure -> {
                    ApplicationFailure cause = (ApplicationFailure) failure.getCause();
                    assertThat(cause.getType()).isEqualTo("NIGHT_FAILED");
                    assertThat(cause.getOriginalMessage()).isEqualTo(kept().reason());
                });
        assertThat(kept().verdict()).isEqualTo(Verdict.FAILED);
        assertThat(world.closed)
                .singleElement()
                .satisfies(request -> assertThat(request.document()).isEqualTo(kept()));
        return kept();
    }

    private NightDocument kept() {
        List<NightDocument> nights = new Nights(store).of(world.nightly());
        assertThat(nights).isNotEmpty();
        return nights.getFirst();
    }

    private WorkflowStub notification(NightDocument document, int number) {
        return world.server
                .getWorkflowClient()
                .newUntypedWorkflowStub(Names.notificationWorkflow(document.night(), number));
    }
}
