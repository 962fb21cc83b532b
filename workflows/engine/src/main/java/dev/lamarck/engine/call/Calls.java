package dev.lamarck.engine.call;

import dev.lamarck.contract.DataActivities;
import dev.lamarck.contract.EvaluationActivities;
import dev.lamarck.contract.ExplanationActivities;
import dev.lamarck.contract.ExportActivities;
import dev.lamarck.contract.LedgerActivities;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.NightActivities;
import dev.lamarck.contract.NotificationActivities;
import dev.lamarck.contract.RegistryActivities;
import dev.lamarck.contract.ReportActivities;
import dev.lamarck.contract.SamplerActivities;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrackingActivities;
import dev.lamarck.contract.TrainingActivities;
import dev.lamarck.ledger.LedgerException;
import dev.lamarck.search.study.FailureClass;
import io.temporal.activity.ActivityCancellationType;
import io.temporal.activity.ActivityOptions;
import io.temporal.activity.LocalActivityOptions;
import io.temporal.common.RetryOptions;
import io.temporal.workflow.Workflow;
import java.time.Duration;

/** The stubs that workflows call activities by, each with its time-outs and its way of retrying. */
public final class Calls {

    /** Beyond the time after which a slice returns by itself. */
    private static final Duration SLICE_MARGIN = Duration.ofMinutes(10);

    /** Of a command that cannot leave a checkpoint: it is as long as its rung. */
    private static final Duration LONGEST_UNCUT = Duration.ofDays(31);

    /** Beyond this, a local activity's retries are timers: the workflow is free meanwhile. */
    private static final Duration LOCAL_RETRIES = Duration.ofSeconds(1);

    private static final Duration HEARTBEAT = Duration.ofSeconds(20);

    private Calls() {}

    /** Never retried by the server: the study's rules decide what a failure means. */
    public static TrainingActivities training(StudySpec spec) {
        Duration slice = spec.trainer().checkpoints()
                ? Duration.ofSeconds(spec.execution().maxSliceSeconds()).plus(SLICE_MARGIN)
                : LONGEST_UNCUT;
        return Workflow.newActivityStub(
                TrainingActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(Names.poolQueue(spec.execution().pool()))
                        .setStartToCloseTimeout(slice)
                        .setHeartbeatTimeout(HEARTBEAT)
                        .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(1).build())
                        .build());
    }

    public static EvaluationActivities evaluation(String pool) {
        return Workflow.newActivityStub(EvaluationActivities.class, model(pool));
    }

    public static ExplanationActivities explanation(String pool) {
        return Workflow.newActivityStub(ExplanationActivities.class, model(pool));
    }

    /** Waits for a worker as long as it takes, and for large data on slow disks. */
    public static DataActivities data(String pool) {
        return Workflow.newActivityStub(
                DataActivities.class,
                ActivityOptions.newBuilder(model(pool))
                        .setStartToCloseTimeout(Duration.ofHours(2))
                        .build());
    }

    public static ExportActivities export(String pool) {
        return Workflow.newActivityStub(ExportActivities.class, model(pool));
    }

    /** The arguments stay out of the history: they are as large as the sampler's view. */
    public static SamplerActivities sampler() {
        return Workflow.newLocalActivityStub(
                SamplerActivities.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofSeconds(30))
                        .setDoNotIncludeArgumentsIntoMarker(true)
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(3).build())
                        .build());
    }

    /**
     * Writes to the artifact store from where the workflow runs; a full disk is waited for. Local, so that records, which
     * are the larger part of what a study says, are not in its history as well.
     */
    public static LedgerActivities ledger() {
        return Workflow.newLocalActivityStub(
                LedgerActivities.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMinutes(1))
                        .setLocalRetryThreshold(LOCAL_RETRIES)
                        .setDoNotIncludeArgumentsIntoMarker(true)
                        .setRetryOptions(patient(Duration.ofMillis(500)))
                        .build());
    }

    /** The same on an engine, for workflows that run elsewhere. */
    public static LedgerActivities engineLedger() {
        return Workflow.newActivityStub(
                LedgerActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(Names.ENGINE_QUEUE)
                        .setStartToCloseTimeout(Duration.ofMinutes(1))
                        .setRetryOptions(patient(Duration.ofMillis(500)))
                        .build());
    }

    /** Decisions and records of a night, where the workflow runs. */
    public static NightActivities night() {
        return Workflow.newLocalActivityStub(
                NightActivities.class,
                LocalActivityOptions.newBuilder()
                        .setStartToCloseTimeout(Duration.ofMinutes(1))
                        // A record that cannot be read is no better later: the night fails and names it.
                        .setRetryOptions(RetryOptions.newBuilder(patient(Duration.ofMillis(500)))
                                .setDoNotRetry(LedgerException.class.getName())
                                .build())
                        .build());
    }

    /** A report that cannot be written holds nothing up for long. */
    public static ReportActivities report() {
        return Workflow.newActivityStub(
                ReportActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(Names.ENGINE_QUEUE)
                        .setStartToCloseTimeout(Duration.ofMinutes(2))
                        .setRetryOptions(
                                RetryOptions.newBuilder().setMaximumAttempts(5).build())
                        .build());
    }

    /** Tried for a day, further and further apart, up to an hour. */
    public static NotificationActivities notification() {
        return Workflow.newActivityStub(
                NotificationActivities.class,
                ActivityOptions.newBuilder()
                        .setTaskQueue(Names.ENGINE_QUEUE)
                        .setStartToCloseTimeout(Duration.ofSeconds(30))
                        .setScheduleToCloseTimeout(Duration.ofDays(1))
                        .setRetryOptions(RetryOptions.newBuilder()
                                .setInitialInterval(Duration.ofSeconds(1))
                                .setMaximumInterval(Duration.ofHours(1))
                                .build())
                        .build());
    }

    public static TrackingActivities tracking() {
        return Workflow.newActivityStub(TrackingActivities.class, publishing());
    }

    public static RegistryActivities registry() {
        return Workflow.newActivityStub(RegistryActivities.class, publishing());
    }

    private static ActivityOptions publishing() {
        return ActivityOptions.newBuilder()
                .setTaskQueue(Names.TRACKING_QUEUE)
                .setStartToCloseTimeout(Duration.ofHours(2))
                .setHeartbeatTimeout(HEARTBEAT)
                .setCancellationType(ActivityCancellationType.WAIT_CANCELLATION_COMPLETED)
                .setRetryOptions(patient(Duration.ofSeconds(1)))
                .build();
    }

    private static ActivityOptions model(String pool) {
        return ActivityOptions.newBuilder()
                .setTaskQueue(Names.poolQueue(pool))
                .setStartToCloseTimeout(Duration.ofMinutes(10))
                .setHeartbeatTimeout(HEARTBEAT)
                .setRetryOptions(RetryOptions.newBuilder()
                        .setInitialInterval(Duration.ofSeconds(1))
                        .setMaximumInterval(Duration.ofSeconds(20))
                        .setMaximumAttempts(20)
                        .setDoNotRetry(
                                FailureClass.DATA.name(),
                                FailureClass.INVALID_CONFIGURATION.name(),
                                FailureClass.USER_CODE.name())
                        .build())
                .build();
    }

    /** For ever, up to half a minute apart. */
    private static RetryOptions patient(Duration first) {
        return RetryOptions.newBuilder()
                .setInitialInterval(first)
                .setMaximumInterval(Duration.ofSeconds(30))
                .build();
    }
}
