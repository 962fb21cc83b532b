package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lamarck.search.study.FailureClass;
import dev.lamarck.worker.TrainerCall.End;
import dev.lamarck.worker.TrainerCall.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trainer by script and a clock by hand: a round of the call is a step of the script. */
class TrainerCallTest {

    private static final Duration LEASE = Duration.ofSeconds(30);
    private static final Patience YIELDS = new Patience(
            Duration.ofSeconds(180),
            Duration.ofSeconds(90),
            Duration.ofSeconds(600),
            Duration.ofSeconds(60),
            Duration.ofSeconds(15));
    private static final String STEP = "{\"step\":1,\"metrics\":{\"a\":0.5}}";

    @TempDir
    private Path folder;

    private final AtomicLong nanos = new AtomicLong();
    private final List<String> events = new ArrayList<>();
    private Pulse.Answer answer = Pulse.Answer.WANTED;

    @Test
    void aTrainerThatReportsIsLeftAlone() throws Exception {
        Outcome outcome = follow(YIELDS, say(STEP), say("{\"done\":true}"));

        assertThat(outcome.end()).isEqualTo(End.REPORTED);
        assertThat(outcome.last()).isNotNull();
        assertThat(outcome.running().report().step()).isEqualTo(1);
        assertThat(events).doesNotContain("end");
    }

    @Test
    void aTrainerThatIsGoneIsToldFromOneThatReported() throws Exception {
        Outcome outcome = follow(YIELDS, say(STEP), die());

        assertThat(outcome.end()).isEqualTo(End.EXITED);
        assertThat(outcome.problem()).contains("exit code 1");
    }

    @Test
    void theLastWordsOfATrainerThatIsGoneCount() throws Exception {
        Outcome outcome = follow(YIELDS, both(say("{\"done\":true}"), die()));

        assertThat(outcome.end()).isEqualTo(End.REPORTED);
    }

    @Test
    void aTrainerWithoutProgressIsEnded() throws Exception {
        Outcome outcome = follow(YIELDS, say(STEP), pass(29), pass(29), pass(29), pass(29));

        assertThat(outcome.end()).isEqualTo(End.STALLED);
        assertThat(outcome.problem()).contains("no progress");
        assertThat(events).endsWith("end").contains("beat");
    }

    @Test
    void theFirstSignMayTakeTwiceAsLong() throws Exception {
        Outcome outcome =
                follow(YIELDS, pass(29), pass(29), pass(29), pass(29), pass(29), say(STEP), say("{\"done\":true}"));

        assertThat(outcome.end()).isEqualTo(End.REPORTED);
    }

    @Test
    void aTrainerIsAskedToYieldWhenItsSliceIsOver() throws Exception {
        List<Runnable> long_ = new ArrayList<>();
        for (int i = 0; i < 22; i++) {
            long_.add(both(say(STEP), pass(29)));
        }
        long_.add(say("{\"yielded\":true,\"step\":1}"));

        Outcome outcome = follow(YIELDS, long_.toArray(Runnable[]::new));

        assertThat(outcome.end()).isEqualTo(End.REPORTED);
        assertThat(outcome.late()).isTrue();
        assertThat(outcome.wanted()).isFalse();
        assertThat(events).containsOnlyOnce("yield");
    }

    @Test
    void aTrainerThatDoesNotYieldInTimeIsEnded() throws Exception {
        List<Runnable> deaf = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            deaf.add(both(say(STEP), pass(29)));
        }

        Outcome outcome = follow(YIELDS, deaf.toArray(Runnable[]::new));

        assertThat(outcome.end()).isEqualTo(End.OVERDUE);
        assertThat(events).contains("yield").endsWith("end");
    }

    @Test
    void aCancelledTrainerYieldsOrIsEndedAfterAGraceTime() throws Exception {
        Runnable cancel = () -> answer = Pulse.Answer.UNWANTED;

        Outcome yields =
                follow(YIELDS, both(cancel, pass(1)), pass(29), pass(29), say("{\"yielded\":true,\"step\":0}"));
        Outcome deaf = follow(YIELDS, both(cancel, pass(1)), pass(29), pass(29), pass(29));

        assertThat(yields.end()).isEqualTo(End.REPORTED);
        assertThat(yields.wanted()).isTrue();
        assertThat(deaf.end()).isEqualTo(End.CANCELLED);
        assertThat(events).endsWith("end");
    }

    @Test
    void aWorkerThatShutsDownWaitsLessLong() throws Exception {
        Outcome outcome = follow(YIELDS, both(() -> answer = Pulse.Answer.LEAVING, pass(1)), pass(10), pass(10));

        assertThat(outcome.end()).isEqualTo(End.CANCELLED);
        assertThat(outcome.wanted()).isTrue();
        assertThat(events).contains("yield").endsWith("end");
    }

    @Test
    void whatCannotYieldIsEndedAtOnce() throws Exception {
        Outcome outcome =
                follow(Patience.whole(Duration.ofSeconds(90)), both(() -> answer = Pulse.Answer.UNWANTED, pass(1)));

        assertThat(outcome.end()).isEqualTo(End.CANCELLED);
        assertThat(events).doesNotContain("yield").endsWith("end");
    }

    @Test
    void whatTheServerHasForgottenIsEnded() throws Exception {
        Outcome outcome = follow(YIELDS, both(() -> answer = Pulse.Answer.FORGOTTEN, pass(1)));

        assertThat(outcome.end()).isEqualTo(End.GIVEN_UP);
        assertThat(events).endsWith("end");
    }

    @Test
    void aWorkerThatWakesLateDoesNotTakeWhatItsTrainerLeft() throws Exception {
        Outcome outcome = follow(YIELDS, say(STEP), both(say("{\"done\":true}"), pass(31)));

        assertThat(outcome.end()).isEqualTo(End.GIVEN_UP);
        assertThat(events).endsWith("end");
    }

    @Test
    void theLeaseIsRenewedAsLongAsTheWorkerIsAwake() throws Exception {
        follow(YIELDS, pass(3), pass(3), pass(3), say("{\"done\":true}"));

        assertThat(events.stream().filter("renew"::equals)).hasSize(3);
    }

    @Test
    void aSenselessReportEndsTheTrainer() throws Exception {
        Outcome outcome = follow(YIELDS, say("nonsense"));

        assertThat(outcome.end()).isEqualTo(End.SENSELESS);
        assertThat(outcome.failure()).isEqualTo(FailureClass.USER_CODE);
        assertThat(events).endsWith("end");
    }

    @Test
    void aCallThatIsInterruptedEndsItsTrainer() {
        assertThatThrownBy(() -> follow(YIELDS, () -> Thread.currentThread().interrupt()))
                .isInstanceOf(InterruptedException.class);
        assertThat(events).endsWith("end");
    }

    private Outcome follow(Patience patience, Runnable... script) throws Exception {
        answer = Pulse.Answer.WANTED;
        Files.deleteIfExists(folder.resolve("report.jsonl"));
        Pulse pulse = (step, metrics) -> {
            events.add("beat");
            return answer;
        };
        Scripted running = new Scripted(List.of(script).iterator());
        return new TrainerCall(pulse, patience, LEASE, nanos::get).follow(running);
    }

    private Runnable pass(int seconds) {
        return () -> nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    private Runnable say(String line) {
        return () -> {
            try {
                Files.writeString(
                        folder.resolve("report.jsonl"),
                        line + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        };
    }

    private static Runnable both(Runnable first, Runnable second) {
        return () -> {
            first.run();
            second.run();
        };
    }

    private Runnable die() {
        return () -> events.add("died");
    }

    private final class Scripted implements RunningAttempt {

        private final Iterator<Runnable> script;
        private final ReportReader report =
                new ReportReader(folder.resolve("report.jsonl"), ReportLine.command(0, 5, () -> 1));

        Scripted(Iterator<Runnable> script) {
            this.script = script;
        }

        @Override
        public Attempt attempt() {
            return new Attempt(folder, null);
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
            if (script.hasNext()) {
                script.next().run();
            } else if (!events.contains("died")) {
                throw new AssertionError("The script is over, the call is not: " + events);
            }
            return !events.contains("died");
        }

        @Override
        public void renew(Duration lease) {
            events.add("renew");
        }

        @Override
        public void requestYield() {
            events.add("yield");
        }

        @Override
        public boolean isSettled() {
            return true;
        }

        @Override
        public void end() {
            events.add("end");
        }

        @Override
        public TrainerExit exit() {
            return new TrainerExit(1, false);
        }

        @Override
        public boolean isStopped() {
            return false;
        }

        @Override
        public void saveLog(Path target) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> logTail() {
            return List.of();
        }

        @Override
        public void close() {}
    }
}
