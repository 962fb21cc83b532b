package dev.lamarck.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An attempt of a command, whose process ends with it. */
final class CommandAttempt implements RunningAttempt {

    private static final Duration LOG_PATIENCE = Duration.ofSeconds(2);
    private static final int TAIL_LINES = 15;

    /** The parts of an attempt. */
    record Parts(Attempt attempt, ReportReader report, WrappedProcess process, TrainLog log) {}

    private final Parts parts;
    private final OutOfMemoryKills kills;
    private final long killsBefore;
    private final Thread follower;
    private long printed;
    private boolean leaving;
    private boolean over;

    CommandAttempt(Parts parts, OutOfMemoryKills kills, long killsBefore) {
        this.parts = parts;
        this.kills = kills;
        this.killsBefore = killsBefore;
        this.follower = parts.log().follow(parts.process().output());
    }

    @Override
    public Attempt attempt() {
        return parts.attempt();
    }

    @Override
    public ReportReader report() {
        return parts.report();
    }

    /** What it prints is a sign of life too: steps may take long. */
    @Override
    public boolean poll() throws IOException, ReportException {
        boolean reported = parts.report().poll();
        long now = parts.log().written();
        boolean more = now != printed;
        printed = now;
        return reported || more;
    }

    @Override
    public boolean isAlive() {
        return parts.process().isAlive();
    }

    @Override
    public void renew(Duration lease) {
        if (!leaving) {
            parts.process().lease(lease);
        }
    }

    @Override
    public void requestYield() {
        parts.process().terminate();
    }

    /** Once the command, and all that it started, is gone: it may write after its last line. */
    @Override
    public boolean isSettled() throws InterruptedException {
        if (!leaving) {
            leaving = true;
            parts.process().leave();
        }
        if (isAlive()) {
            return false;
        }
        clear();
        return true;
    }

    @Override
    public void end() throws InterruptedException {
        if (isAlive()) {
            parts.process().kill();
        }
        clear();
    }

    @Override
    public TrainerExit exit() {
        return new TrainerExit(parts.process().exitCode(), kills.count() > killsBefore);
    }

    @Override
    public boolean isStopped() {
        return parts.process().isStopped();
    }

    @Override
    public void saveLog(Path target) throws IOException {
        parts.log().save(target);
    }

    @Override
    public List<String> logTail() throws IOException {
        return parts.log().tail(TAIL_LINES);
    }

    @Override
    public void close() throws IOException {
        parts.log().close();
    }

    private void clear() throws InterruptedException {
        if (!over) {
            over = true;
            parts.process().clear();
            TrainLog.join(follower, LOG_PATIENCE);
        }
    }
}
