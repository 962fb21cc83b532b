package dev.lamarck.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.worker.TrainerCall.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the end of an attempt means for its trial.
 *
 * @param failure null unless it failed
 * @param message null if all went well
 */
record SliceVerdict(
        SliceEnd end,
        @Nullable FailureClass failure,
        @Nullable String message) {

    /** {@code -XX:+ExitOnOutOfMemoryError}. */
    private static final int JAVA_OUT_OF_MEMORY = 3;

    private static final int NOT_EXECUTABLE = 126;
    private static final int NOT_FOUND = 127;
    private static final int MOST_MESSAGE = 3_000;
    /** How Python, PyTorch and Java end when memory is short. */
    private static final Pattern OUT_OF_MEMORY = Pattern.compile(
            "^([\\w.]*\\.)?(MemoryError|OutOfMemoryError)\\b.*|^Exception in thread .*OutOfMemoryError.*");

    /** Of a built-in trainer: what goes wrong without a word of it is the machine's doing. */
    static SliceVerdict ofBuiltIn(Outcome outcome) {
        JsonNode last = outcome.last();
        return switch (outcome.end()) {
            case REPORTED ->
                last == null || last.has("failed")
                        ? reported(last)
                        : new SliceVerdict(last.has("done") ? SliceEnd.DONE : SliceEnd.YIELDED, null, null);
            case EXITED -> {
                TrainerExit exit = outcome.running().exit();
                boolean memory = exit.code() == JAVA_OUT_OF_MEMORY || isMemoryKill(exit);
                yield failed(memory ? FailureClass.OUT_OF_MEMORY : FailureClass.INFRASTRUCTURE, outcome.problem());
            }
            case CANCELLED -> returned(outcome.problem());
            case SENSELESS, STALLED, OVERDUE, GIVEN_UP -> failed(FailureClass.INFRASTRUCTURE, outcome.problem());
        };
    }

    /**
     * Of a command: what goes wrong is the command's doing, unless a signal ended or stopped it.
     *
     * @param checkpoints whether it is to leave checkpoints
     * @param left whether it left any file of a checkpoint
     */
    static SliceVerdict ofCommand(Outcome outcome, Member member, boolean checkpoints, boolean left)
            throws IOException {
        JsonNode last = outcome.last();
        return switch (outcome.end()) {
            case REPORTED -> {
                if (last == null || last.has("failed")) {
                    yield reported(last);
                }
                yield last.has("done")
                        ? done(outcome, member, checkpoints && !left)
                        : yielded(outcome, member, checkpoints, left);
            }
            case EXITED -> exited(outcome);
            case SENSELESS -> failed(outcome.failure(), outcome.problem());
            case STALLED, OVERDUE ->
                failed(
                        outcome.stopped() ? FailureClass.INFRASTRUCTURE : FailureClass.TIMED_OUT,
                        outcome.problem() + tail(outcome));
            case CANCELLED -> returned(outcome.problem());
            case GIVEN_UP -> failed(FailureClass.INFRASTRUCTURE, outcome.problem());
        };
    }

    private static SliceVerdict reported(@Nullable JsonNode last) {
        if (last == null) {
            return failed(FailureClass.INFRASTRUCTURE, "The report ends without a last line.");
        }
        return failed(
                FailureClass.valueOf(last.path("failed").asText()),
                last.path("message").asText("the trainer gave no message"));
    }

    private static SliceVerdict done(Outcome outcome, Member member, boolean missing) {
        ReportReader report = outcome.running().report();
        if (report.step() < member.to() || !report.isMeasured()) {
            return failed(
                    FailureClass.NO_METRIC,
                    "The command reported done, but no metrics of step %d; the last are of step %d."
                            .formatted(member.to(), report.step()));
        }
        if (missing) {
            return failed(
                    FailureClass.USER_CODE,
                    "The command left nothing in LAMARCK_CHECKPOINT_OUT. Let it write a checkpoint before it reports done, or say checkpoints: false in the job file.");
        }
        return new SliceVerdict(SliceEnd.DONE, null, null);
    }

    private static SliceVerdict yielded(Outcome outcome, Member member, boolean checkpoints, boolean left) {
        ReportReader report = outcome.running().report();
        if (!checkpoints) {
            return failed(
                    FailureClass.USER_CODE,
                    "The command yielded, but the job file says checkpoints: false, so that nothing could go on from there.");
        }
        if (left) {
            boolean done = report.step() >= member.to() && report.isMeasured();
            return new SliceVerdict(done ? SliceEnd.DONE : SliceEnd.YIELDED, null, null);
        }
        if (report.step() > member.after() || !(outcome.wanted() || outcome.late())) {
            return failed(
                    FailureClass.USER_CODE,
                    "The command yielded at step %d and left nothing in LAMARCK_CHECKPOINT_OUT to go on from."
                            .formatted(report.step()));
        }
        return outcome.wanted()
                ? returned("The command yielded before its first step was done.")
                : failed(
                        FailureClass.TIMED_OUT,
                        "No step was done before the slice was over. A longer maxSlice in the job file may help.");
    }

    private static SliceVerdict exited(Outcome outcome) throws IOException {
        TrainerExit exit = outcome.running().exit();
        boolean toldMemory = outcome.running().logTail().stream()
                .anyMatch(line -> OUT_OF_MEMORY.matcher(line).matches());
        String how = "The command ended without a last line in its report: %s.".formatted(exit.describe());
        if (isMemoryKill(exit) || (exit.code() != 0 && toldMemory)) {
            return failed(FailureClass.OUT_OF_MEMORY, how + tail(outcome));
        }
        if (exit.code() == TrainerExit.KILLED) {
            return failed(FailureClass.INFRASTRUCTURE, how);
        }
        if (outcome.wanted()) {
            return returned("The command ended without a checkpoint when it was asked to yield.");
        }
        if (outcome.late()) {
            return failed(
                    FailureClass.TIMED_OUT,
                    "The command left no checkpoint when its slice was over. Let it handle SIGTERM, raise maxSlice, or say checkpoints: false in the job file.");
        }
        return switch (exit.code()) {
            case TrainerExit.TERMINATED -> failed(FailureClass.INFRASTRUCTURE, how);
            case 0 -> failed(FailureClass.NO_METRIC, how + " The last line is to be {\"done\":true}." + tail(outcome));
            case NOT_FOUND, NOT_EXECUTABLE ->
                failed(FailureClass.USER_CODE, how + " Is the program on this worker's PATH?" + tail(outcome));
            default -> failed(FailureClass.USER_CODE, how + tail(outcome));
        };
    }

    private static boolean isMemoryKill(TrainerExit exit) {
        return exit.code() == TrainerExit.KILLED && exit.memory();
    }

    private static SliceVerdict failed(FailureClass failure, String message) {
        return new SliceVerdict(SliceEnd.FAILED, failure, shorten(message));
    }

    private static SliceVerdict returned(String message) {
        return new SliceVerdict(SliceEnd.RETURNED, null, message);
    }

    private static String tail(Outcome outcome) throws IOException {
        List<String> lines = outcome.running().logTail();
        if (lines.isEmpty()) {
            return " It printed nothing.";
        }
        // Colours and the like are of no use in a message.
        return " It last printed:\n"
                + String.join("\n", lines)
                        .replaceAll("\\e\\[[0-9;?]*[A-Za-z]", "")
                        .replaceAll("[\\p{Cntrl}&&[^\n]]", " ");
    }

    private static String shorten(String message) {
        return message.length() <= MOST_MESSAGE
                ? message
                : message.substring(0, MOST_MESSAGE / 3) + " … "
                        + message.substring(message.length() - MOST_MESSAGE * 2 / 3);
    }
}
