package dev.lamarck.cli.night;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.job.Nightly;
import dev.lamarck.contract.Names;
import dev.lamarck.contract.NightlySelectionWorkflow;
import dev.lamarck.contract.NightlySelectionWorkflow.NightRequest;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.TemporalConnection;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.temporal.api.enums.v1.ScheduleOverlapPolicy;
import io.temporal.client.WorkflowOptions;
import io.temporal.client.schedules.Schedule;
import io.temporal.client.schedules.ScheduleActionExecution;
import io.temporal.client.schedules.ScheduleActionExecutionStartWorkflow;
import io.temporal.client.schedules.ScheduleActionResult;
import io.temporal.client.schedules.ScheduleActionStartWorkflow;
import io.temporal.client.schedules.ScheduleAlreadyRunningException;
import io.temporal.client.schedules.ScheduleClient;
import io.temporal.client.schedules.ScheduleClientOptions;
import io.temporal.client.schedules.ScheduleDescription;
import io.temporal.client.schedules.ScheduleException;
import io.temporal.client.schedules.ScheduleHandle;
import io.temporal.client.schedules.ScheduleOptions;
import io.temporal.client.schedules.SchedulePolicy;
import io.temporal.client.schedules.ScheduleSpec;
import io.temporal.client.schedules.ScheduleState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Nightly selections as schedules on the Temporal server. */
public final class Nightlies {

    private static final String SPEC_MEMO = "lamarckNightly";
    private static final Duration START_PATIENCE = Duration.ofSeconds(30);
    private static final String PREFIX = Names.nightlySchedule("");

    /**
     * How a selection stands.
     *
     * @param running the workflow of the night at hand; empty if there is none
     * @param next when the next nights begin
     */
    public record Standing(
            NightlySpec spec, boolean paused, String note, Optional<String> running, List<Instant> next) {

        public Standing {
            next = List.copyOf(next);
        }
    }

    private final ScheduleClient schedules;

    public Nightlies(TemporalConnection connection) {
        this.schedules = ScheduleClient.newInstance(
                connection.service(),
                ScheduleClientOptions.newBuilder()
                        .setDataConverter(Payloads.converter())
                        .setNamespace(connection.client().getOptions().getNamespace())
                        .setIdentity(connection.client().getOptions().getIdentity())
                        .build());
    }

    /**
     * Makes the schedule, or finds the one that has the same name and content.
     *
     * @return false if it was there
     * @throws CliException if there is another selection of that name
     */
    public boolean create(Nightly nightly) {
        NightlySpec spec = nightly.spec();
        ScheduleOptions options = ScheduleOptions.newBuilder()
                .setMemo(Map.of(Names.DIGEST_MEMO, nightly.digest(), SPEC_MEMO, spec))
                .build();
        try {
            schedules.createSchedule(Names.nightlySchedule(spec.name()), schedule(nightly), options);
            return true;
        } catch (ScheduleAlreadyRunningException e) {
            Object known = describe(spec.name()).getMemo(Names.DIGEST_MEMO, String.class);
            if (nightly.digest().equals(known)) {
                return false;
            }
            throw new CliException(
                    ExitCode.CONFLICT,
                    "Nightly selection '%s' exists with other content. Delete it first by 'lamarck nightly delete %s', or take another name."
                            .formatted(spec.name(), spec.name()),
                    e);
        } catch (ScheduleException e) {
            if (e.getCause() instanceof StatusRuntimeException status
                    && status.getStatus().getCode() == Status.Code.INVALID_ARGUMENT) {
                throw new CliException(
                        ExitCode.USAGE,
                        "The server does not accept the schedule: %s."
                                .formatted(status.getStatus().getDescription()),
                        e);
            }
            throw e;
        }
    }

    /** The names of all selections. */
    public List<String> names() {
        return schedules
                .listSchedules()
                .map(entry -> entry.getScheduleId())
                .filter(id -> id.startsWith(PREFIX))
                .map(id -> id.substring(PREFIX.length()))
                .sorted()
                .toList();
    }

    public Standing standing(String name) {
        ScheduleDescription description = describe(name);
        ScheduleState state = description.getSchedule().getState();
        Object kept = description.getMemo(SPEC_MEMO, NightlySpec.class);
        if (!(kept instanceof NightlySpec spec)) {
            throw new CliException(
                    ExitCode.FAILURE, "Schedule '%s' was not made by Lamarck.".formatted(Names.nightlySchedule(name)));
        }
        return new Standing(
                spec,
                state != null && state.isPaused(),
                state == null || state.getNote() == null ? "" : state.getNote(),
                running(description),
                description.getInfo().getNextActionTimes().stream().limit(3).toList());
    }

    /**
     * Begins a night now.
     *
     * @return the id of its workflow
     * @throws CliException if one is under way
     */
    public String trigger(String name) throws InterruptedException {
        ScheduleHandle handle = handle(name);
        ScheduleDescription before = describe(name);
        running(before).ifPresent(id -> {
            throw new CliException(
                    ExitCode.CONFLICT,
                    "A night of '%s' is under way already. See 'lamarck nightly describe %s'.".formatted(name, name));
        });
        long done = before.getInfo().getNumActions();
        handle.trigger(ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP);
        Instant end = Instant.now().plus(START_PATIENCE);
        while (Instant.now().isBefore(end)) {
            ScheduleDescription now = describe(name);
            if (now.getInfo().getNumActions() > done) {
                return newest(now);
            }
            Thread.sleep(200);
        }
        throw new CliException(
                ExitCode.UNAVAILABLE,
                "The server has not begun the night within %d s.".formatted(START_PATIENCE.toSeconds()));
    }

    public void pause(String name, String note) {
        change(name, handle -> handle.pause(note));
    }

    public void resume(String name) {
        change(name, handle -> handle.unpause("resumed"));
    }

    /** Deletes the schedule; a night under way goes on, and the record of all nights is kept. */
    public void delete(String name) {
        change(name, ScheduleHandle::delete);
    }

    private void change(String name, Consumer<ScheduleHandle> change) {
        describe(name);
        change.accept(handle(name));
    }

    private ScheduleHandle handle(String name) {
        return schedules.getHandle(Names.nightlySchedule(name));
    }

    private ScheduleDescription describe(String name) {
        try {
            return handle(name).describe();
        } catch (ScheduleException e) {
            if (e.getCause() instanceof StatusRuntimeException status
                    && (status.getStatus().getCode() == Status.Code.NOT_FOUND
                            || status.getStatus().getCode() == Status.Code.INVALID_ARGUMENT)) {
                throw new CliException(
                        ExitCode.NOT_FOUND,
                        "There is no nightly selection '%s'. See 'lamarck nightly list'.".formatted(name),
                        e);
            }
            throw e;
        }
    }

    private static Optional<String> running(ScheduleDescription description) {
        return description.getInfo().getRunningActions().stream()
                .map(Nightlies::workflow)
                .findFirst();
    }

    private static String newest(ScheduleDescription description) {
        return description.getInfo().getRecentActions().stream()
                .max(Comparator.comparing(ScheduleActionResult::getStartedAt))
                .map(ScheduleActionResult::getAction)
                .map(Nightlies::workflow)
                .orElseThrow();
    }

    private static String workflow(ScheduleActionExecution action) {
        if (action instanceof ScheduleActionExecutionStartWorkflow started) {
            return started.getWorkflowId();
        }
        throw new IllegalStateException("A nightly schedule starts workflows only");
    }

    private static Schedule schedule(Nightly nightly) {
        NightlySpec spec = nightly.spec();
        NightlySpec.Timing timing = spec.timing();
        return Schedule.newBuilder()
                .setAction(ScheduleActionStartWorkflow.newBuilder()
                        .setWorkflowType(NightlySelectionWorkflow.class)
                        .setArguments(new NightRequest(spec, nightly.digest()))
                        .setOptions(WorkflowOptions.newBuilder()
                                .setWorkflowId(Names.nightWorkflow(spec.name()))
                                .setTaskQueue(Names.ENGINE_QUEUE)
                                .build())
                        .build())
                .setSpec(ScheduleSpec.newBuilder()
                        .setCronExpressions(List.of(timing.cron()))
                        .setTimeZoneName(timing.timezone())
                        .setJitter(Duration.ofSeconds(timing.jitterSeconds()))
                        .build())
                .setPolicy(SchedulePolicy.newBuilder()
                        .setOverlap(
                                timing.overlap().equals("buffer")
                                        ? ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_BUFFER_ONE
                                        : ScheduleOverlapPolicy.SCHEDULE_OVERLAP_POLICY_SKIP)
                        .setCatchupWindow(Duration.ofSeconds(timing.catchUpSeconds()))
                        .setPauseOnFailure(timing.pauseOnFailure())
                        .build())
                .build();
    }
}
