package dev.lamarck.engine.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.contract.Heartbeat;
import io.temporal.activity.Activity;
import io.temporal.activity.ActivityExecutionContext;
import io.temporal.activity.ActivityInterface;
import io.temporal.activity.ActivityOptions;
import io.temporal.testing.TestActivityEnvironment;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HeartbeatTest {

    /** What is told sooner than most of this time after the last is kept back. */
    private static final Duration TOLD_OFTEN = Duration.ofMillis(500);

    private final TestActivityEnvironment server = TestActivityEnvironment.newInstance();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    @ActivityInterface
    public interface Work {

        String work();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsAgainWhatTheActivityToldLast() {
        server.setActivityHeartbeatListener(String.class, heard::add);

        assertThat(work(() -> {
                    ActivityExecutionContext context = Activity.getExecutionContext();
                    context.heartbeat("half of it");
                    String told = next();
                    try (Heartbeat _ = Heartbeat.of(context)) {
                        return told + ", " + next();
                    }
                }))
                .isEqualTo("half of it, half of it");
    }

    @Test
    void tellsAgainWhatTheAttemptBeforeToldLast() {
        server.setHeartbeatDetails("half of it");
        server.setActivityHeartbeatListener(String.class, heard::add);

        assertThat(work(() -> {
                    try (Heartbeat _ = Heartbeat.of(Activity.getExecutionContext())) {
                        return next();
                    }
                }))
                .isEqualTo("half of it");
    }

    private String work(Work work) {
        server.registerActivitiesImplementations(work);
        return server.newActivityStub(
                        Work.class,
                        ActivityOptions.newBuilder()
                                .setStartToCloseTimeout(Duration.ofSeconds(30))
                                .setHeartbeatTimeout(TOLD_OFTEN)
                                .build())
                .work();
    }

    private String next() {
        try {
            return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
