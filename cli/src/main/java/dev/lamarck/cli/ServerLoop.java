package dev.lamarck.cli;

import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a server running until the process is asked to end, then closes it. */
final class ServerLoop {

    private static final Logger LOG = LoggerFactory.getLogger(ServerLoop.class);

    private ServerLoop() {}

    static void serve(AutoCloseable server) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            try {
                server.close();
            } catch (Exception e) {
                LOG.error("The server did not end in order", e);
            } finally {
                ended.countDown();
            }
        }));
        ended.await();
    }
}
