package dev.lamarck.engine.night;

import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.DataActivities;
import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.EvaluationActivities.CompareRequest;
import dev.lamarck.contract.EvaluationActivities.MeasureRequest;
import dev.lamarck.contract.EvaluationActivities.Packaged;
import dev.lamarck.contract.Judgement;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.NightActivities;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.RegistryActivities.ModelRequest;
import dev.lamarck.contract.RegistryActivities.PromoteRequest;
import dev.lamarck.contract.RegistryActivities.PromoteResult;
import dev.lamarck.contract.RegistryActivities.Version;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.StudyWorkflow;
import dev.lamarck.contract.TrackingActivities.CloseRequest;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.contract.Verdict;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.engine.call.Calls;
import dev.lamarck.engine.call.Failures;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.StudyStatus;
import io.temporal.api.enums.v1.ParentClosePolicy;
import io.temporal.failure.ActivityFailure;
import io.temporal.failure.ApplicationFailure;
import io.temporal.failure.CanceledFailure;
import io.temporal.failure.ChildWorkflowFailure;
import io.temporal.workflow.ChildWorkflowCancellationType;
import io.temporal.workflow.ChildWorkflowOptions;
import io.temporal.workflow.Promise;
import io.temporal.workflow.Workflow;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** What happens in a night up to its verdict: data, checks, study, gate, promotion. Workflow code. */
final class NightSelection {

    private static final String VALIDATION_ACCURACY = "val_accuracy";

    /** A verdict and one sentence why. */
    record Outcome(Verdict verdict, String reason) {}

    private final NightlySpec spec;
    private final String night;
    private final String digest;
    private final Promise<ParentRun> parent;
    private String phase = "reading the data";
    private @Nullable DataSpec data;
    private @Nullable Version champion;
    private @Nullable String challenger;
    private @Nullable Comparison comparison;
    private @Nullable Judgement judgement;

    NightSelection(NightlySpec spec, String night, String digest, Promise<ParentRun> parent) {
        this.spec = spec;
        this.night = night;
        this.digest = digest;
        this.parent = parent;
    }

    String phase() {
        return phase;
    }

    Outcome decide() {
        String pool = spec.study().execution().pool();
        DataSpec fresh = Calls.data(pool).read(new DataActivities.ReadRequest(spec.source()));
        data = fresh;
        String unfit = DataCheck.sameTask(spec.study().data(), fresh);
        if (unfit != null) {
            return new Outcome(Verdict.ABORTED, unfit);
        }
        phase = "asking MLflow for the champion";
        Version current = Calls.registry()
                .champion(new ModelRequest(spec.study().model()))
                .version();
        champion = current;
        Outcome refused = current == null ? null : checkAgainst(current, fresh);
        return refused == null ? searchAndJudge(fresh, current) : refused;
    }

    /** What a failure of the night comes to: data that cannot be read is the feed's fault, all else is ours. */
    Outcome failed(ActivityFailure failure) {
        boolean data = failure.getCause() instanceof ApplicationFailure cause
                && cause.getType().equals(FailureClass.DATA.name());
        return new Outcome(data ? Verdict.ABORTED : Verdict.FAILED, Failures.message(failure));
    }

    NightDocument document(Outcome outcome, long startedMillis) {
        return new NightDocument(
                spec.name(),
                night,
                outcome.verdict(),
                outcome.reason(),
                startedMillis,
                Workflow.currentTimeMillis(),
                spec.study().model(),
                data == null ? null : data.fingerprint(),
                champion == null ? null : champion.version(),
                challenger,
                comparison,
                judgement);
    }

    private @Nullable Outcome checkAgainst(Version current, DataSpec fresh) {
        Packaged packaged = current.packaged();
        if (packaged == null) {
            return new Outcome(
                    Verdict.FAILED,
                    "Champion version %s of %s was not registered by Lamarck, so that nothing can be compared with it. Make another version the champion by 'lamarck champion promote'."
                            .formatted(current.version(), spec.study().model()));
        }
        phase = "checking the data";
        Double known = current.metrics().get(VALIDATION_ACCURACY);
        if (known == null) {
            return null;
        }
        var measured =
                Calls.evaluation(spec.study().execution().pool()).measure(new MeasureRequest(night, fresh, packaged));
        String unfit = DataCheck.championRecognises(current.version(), known, measured);
        return unfit == null ? null : new Outcome(Verdict.ABORTED, unfit);
    }

    private Outcome searchAndJudge(DataSpec fresh, @Nullable Version current) {
        // The study writes into the night's run: it has to be there before.
        ParentRun run = parent.get();
        phase = "searching";
        StudyResult result = search(fresh);
        WinnerResult winner = result.winner();
        if (result.status() != StudyStatus.COMPLETED || winner == null) {
            return new Outcome(
                    Verdict.FAILED, "Study %s ended %s: %s".formatted(night, result.status(), result.message()));
        }
        phase = "registering the challenger";
        String version = Calls.registry().register(new CloseRequest(night, run)).version();
        challenger = version;
        if (current == null) {
            return promote(
                    version,
                    null,
                    "The first champion of %s: version %s."
                            .formatted(spec.study().model(), version));
        }
        phase = "comparing with the champion";
        Packaged made = new Packaged(winner.model().folder(), fresh.fingerprint());
        Comparison counted = Calls.evaluation(spec.study().execution().pool())
                .compare(new CompareRequest(
                        night, fresh, night + "-gate", Objects.requireNonNull(current.packaged()), made));
        comparison = counted;
        Judgement judged = Calls.night().judge(new NightActivities.JudgeRequest(spec.gate(), counted));
        judgement = judged;
        return judged.verdict() == Verdict.PROMOTED
                ? promote(version, current.version(), judged.reason())
                : new Outcome(judged.verdict(), judged.reason());
    }

    private StudyResult search(DataSpec fresh) {
        var warm = Calls.night()
                .warmStart(new NightActivities.WarmStartRequest(
                        spec.name(), spec.study().space()));
        StudySpec study = spec.study().night(night, spec.name(), fresh, warm.configurations());
        StudyWorkflow child = Workflow.newChildWorkflowStub(
                StudyWorkflow.class,
                ChildWorkflowOptions.newBuilder()
                        .setWorkflowId(Names.studyWorkflow(night))
                        .setMemo(Map.of(Names.DIGEST_MEMO, digest))
                        .setParentClosePolicy(ParentClosePolicy.PARENT_CLOSE_POLICY_REQUEST_CANCEL)
                        .setCancellationType(ChildWorkflowCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .build());
        try {
            return child.run(new StudyRequest(study, digest));
        } catch (ChildWorkflowFailure e) {
            if (e.getCause() instanceof CanceledFailure canceled) {
                throw canceled;
            }
            return new StudyResult(StudyStatus.FAILED, Map.of(), null, Failures.message(e));
        }
    }

    private Outcome promote(String version, @Nullable String expected, String reason) {
        phase = "promoting";
        PromoteRequest request = new PromoteRequest(
                spec.study().model(), version, expected, "night " + night, reason, Workflow.currentTimeMillis());
        AtomicReference<PromoteResult> answer = new AtomicReference<>();
        // A promotion that has begun is finished, whoever cancels the night: half a one helps nobody.
        Workflow.newDetachedCancellationScope(() -> answer.set(Calls.registry().promote(request)))
                .run();
        PromoteResult result = Objects.requireNonNull(answer.get());
        if (result.promoted()) {
            return new Outcome(Verdict.PROMOTED, reason);
        }
        String overtaken = expected == null
                ? "the first champion during the night"
                : "the champion while the night was measuring against version " + expected;
        return new Outcome(
                Verdict.KEPT,
                "Version %s became %s; the challenger waits as version %s."
                        .formatted(result.champion(), overtaken, version));
    }
}
