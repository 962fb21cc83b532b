package dev.lamarck.worker;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** A process that keeps a trainer as a worker does: started, killed and stopped by tests. */
final class WorkerLike {

    private WorkerLike() {}

    /** Arguments: the folder of the worker, the lease in seconds, the command. */
    public static void main(String[] arguments) throws Exception {
        WorkerFolder folder = WorkerFolder.claim(Path.of(arguments[0]), "test");
        Duration lease = Duration.ofSeconds(Long.parseLong(arguments[1]));
        WrappedProcess trainer = WrappedProcess.start(
                new WrappedProcess.Start(
                        folder.wrapper(),
                        folder.slot(1),
                        WrappedProcess.Ear.SIGNALS,
                        lease,
                        List.of(arguments).subList(2, arguments.length),
                        Map.of("PATH", System.getenv("PATH"))),
                ProcessBuilder.Redirect.INHERIT,
                Path.of(arguments[0]));
        while (trainer.isAlive()) {
            trainer.lease(lease);
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
        }
    }
}
