package dev.lamarck.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An attempt of a warm trainer, which outlives it. */
final class WarmAttempt implements RunningAttempt {

    /**
     * Whom it is with.
     *
     * @param discard forgets the trainer
     * @param killsBefore how often the system had killed for want of memory at the beginning
     */
    record Host(TrainerProcess trainer, Runnable discard, OutOfMemoryKills kills, long killsBefore) {}

    private final Attempt attempt;
    private final ReportReader report;
    private final Host host;
    private final Path log;
    private final long logStart;

    WarmAttempt(Attempt attempt, ReportReader report, Host host, Path log, long logStart) {
        this.attempt = attempt;
        this.report = report;
        this.host = host;
        this.log = log;
        this.logStart = logStart;
    }

    @Override
    public Attempt attempt() {
        return attempt;
    }

    @Override
    public ReportReader report() {
        return report;
    }

    @Override
    public boolean poll() throws IOException, ReportException {
        return report.poll();
    }

    @Override
    public boolean isAlive() {
        return host.trainer().process().isAlive();
    }

    @Override
    public void renew(Duration lease) {
        host.trainer().process().lease(lease);
    }

    @Override
    public void requestYield() {
        host.trainer().requestYield();
    }

    /** The trainer waits for the next attempt from now on. */
    @Override
    public boolean isSettled() {
        renew(Duration.ZERO);
        return true;
    }

    @Override
    public void end() throws InterruptedException {
        host.discard().run();
        host.trainer().process().kill();
    }

    @Override
    public TrainerExit exit() {
        int code = host.trainer().process().exitCode();
        return new TrainerExit(code, host.kills().count() > host.killsBefore());
    }

    @Override
    public boolean isStopped() {
        return host.trainer().process().isStopped();
    }

    @Override
    public void saveLog(Path target) throws IOException {
        TrainLog.copy(log, logStart, target, TrainLog.Bounds.USUAL);
    }

    @Override
    public List<String> logTail() {
        return List.of();
    }

    /** The log is the trainer's. */
    @Override
    public void close() {}
}
