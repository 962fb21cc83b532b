package dev.lamarck.worker;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.contract.TrainingActivities.SliceRun;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The built-in trainer {@code noop}, which trains nothing: it sleeps for the parameter {@code seconds} (default 0) a step
 * and then measures {@code objective}, a smooth function of the parameters {@code x} and {@code y} (default 0) that is
 * smallest at (0.3, 0.7) and falls with the steps. It needs no process and, unless it sleeps, no store: what is left is the
 * cost of everything around a trial. It yields at once; a step that was not done is done again.
 */
final class NoopTrainer {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final String CHECKPOINT = "noop.json";
    private static final double BEST_X = 0.3;
    private static final double BEST_Y = 0.7;

    private final SliceFolders folders;
    private final TrainRequest request;
    private final Member member;
    private final String worker;

    NoopTrainer(SliceFolders folders, TrainRequest request, Member member, String worker) {
        this.folders = folders;
        this.request = request;
        this.member = member;
        this.worker = worker;
    }

    MemberResult run(Slot slot, Pulse pulse) throws IOException, InterruptedException {
        Lapse held = Lapse.from(slot.common().nanos());
        Lapse beat = Lapse.from(slot.common().nanos());
        long started = System.currentTimeMillis();
        Duration pause = Duration.ofMillis(Math.round(number("seconds") * 1000));
        List<String> report = new ArrayList<>();
        int step = member.after();
        Duration slice = Duration.ofSeconds(request.maxSliceSeconds());
        while (step < member.to() && !(step > member.after() && held.exceeds(slice))) {
            if (!sleep(pause, beat, pulse, step)) {
                break;
            }
            step++;
            report.add(JSON.writeValueAsString(
                    Map.of("step", step, "metrics", metrics(step), "time", System.currentTimeMillis())));
        }
        SliceRun run = new SliceRun(
                worker, slot.number(), started, started + held.elapsed().toMillis());
        return result(step, report, pause.isZero() ? null : slot, run);
    }

    private MemberResult result(int step, List<String> report, @Nullable Slot slot, SliceRun run) throws IOException {
        String folder = null;
        String state = "{\"step\":%d}".formatted(step);
        boolean keeps = slot != null && request.trainer().checkpoints() && step > member.after();
        if (slot != null) {
            Path left = Attempt.in(slot.nextFolder(), null).checkpointOut();
            if (keeps) {
                Files.writeString(left.resolve(CHECKPOINT), state);
            }
            SliceFolders.gather(report, left, run);
            folder = folders.store(request.study(), member, left);
        }
        boolean done = step >= member.to();
        SliceEnd end = done ? SliceEnd.DONE : step > member.after() ? SliceEnd.YIELDED : SliceEnd.RETURNED;
        return new MemberResult(
                end,
                step,
                step > member.after() ? metrics(step) : Map.of(),
                folder,
                keeps ? folder : null,
                keeps ? state.length() : 0,
                null,
                null,
                worker,
                run.endedMillis() - run.startedMillis());
    }

    /** Sleeps, with heartbeats; false if the slot is wanted meanwhile. */
    private boolean sleep(Duration pause, Lapse beat, Pulse pulse, int step) throws InterruptedException {
        Duration left = pause;
        while (left.isPositive()) {
            if (!beat.elapsed().minus(HEARTBEAT).isNegative()) {
                beat.restart();
                if (pulse.beat(step, step > 0 ? metrics(step) : Map.of()) != Pulse.Answer.WANTED) {
                    return false;
                }
            }
            Duration part = HEARTBEAT.compareTo(left) < 0 ? HEARTBEAT : left;
            Thread.sleep(part);
            left = left.minus(part);
        }
        return true;
    }

    private Map<String, Double> metrics(int step) {
        double dx = number("x") - BEST_X;
        double dy = number("y") - BEST_Y;
        return Map.of("objective", dx * dx + dy * dy + Math.pow(0.5, step));
    }

    private double number(String name) {
        return member.configuration().values().get(name) instanceof Number number ? number.doubleValue() : 0;
    }
}
