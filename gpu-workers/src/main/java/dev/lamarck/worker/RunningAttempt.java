package dev.lamarck.worker;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** An attempt under way, of a warm trainer or of a command. Used by one thread. */
interface RunningAttempt extends AutoCloseable {

    Attempt attempt();

    ReportReader report();

    /**
     * Reads what the trainer has said since.
     *
     * @return whether it gave any sign of life
     * @throws ReportException if it makes no sense
     */
    boolean poll() throws IOException, ReportException;

    /** Whether the trainer's process runs. */
    boolean isAlive();

    /** Lets the trainer go on for so long without another word; a worker that is stopped stops saying it. */
    void renew(Duration lease);

    /** Asks for a checkpoint and an end. */
    void requestYield();

    /** After the last line of the report: whether all that the attempt leaves is written. */
    boolean isSettled() throws InterruptedException;

    /** Ends the trainer; no process of it is left when this returns. */
    void end() throws InterruptedException;

    /** How it ended, of a trainer that has. */
    TrainerExit exit();

    /** Whether the trainer's process is stopped by a signal. */
    boolean isStopped();

    /** Writes what the trainer printed, the middle left out if that is much. */
    void saveLog(Path target) throws IOException;

    /** The last lines that the trainer printed. */
    List<String> logTail() throws IOException;

    /** Lets go of the log; the attempt is over. */
    @Override
    void close() throws IOException;
}
