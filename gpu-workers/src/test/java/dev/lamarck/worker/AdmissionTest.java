package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.contract.DataSpec;
import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.TrainRequest;
import dev.lamarck.search.space.Configuration;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final Member MEMBER = new Member("4", new Configuration(Map.of()), 1, 0, 0, 1, 0, 1, null);

    private final AtomicLong free = new AtomicLong(10L << 30);
    private Set<String> polling = Set.of("me", "other");

    @Test
    void takesWhatNobodyMinds() throws Exception {
        assertThat(admission().refusal(request(), MEMBER)).isEmpty();
        assertThat(admission().refusal(request("other"), MEMBER)).isEmpty();
    }

    @Test
    void givesBackWhatItLostBeforeIfAnotherCanHaveIt() throws Exception {
        assertThat(admission().refusal(request("me"), MEMBER))
                .hasValueSatisfying(reason -> assertThat(reason).contains("me", "another"));
    }

    @Test
    void takesWhatItLostBeforeIfThereIsNobodyElse() throws Exception {
        assertThat(admission().refusal(request("me", "other"), MEMBER)).isEmpty();
        polling = Set.of("me");
        assertThat(admission().refusal(request("me"), MEMBER)).isEmpty();
    }

    @Test
    void takesItIfTheOthersAreBusyForLong() throws Exception {
        Admission admission = admission();
        for (int i = 0; i < 3; i++) {
            assertThat(admission.refusal(request("me"), MEMBER)).isPresent();
        }

        assertThat(admission.refusal(request("me"), MEMBER)).isEmpty();
    }

    @Test
    void takesNothingWhileTheDiskIsNearlyFullAndSaysSo() throws Exception {
        Admission admission = admission();
        free.set(1L << 30);
        assertThat(admission.refusal(request(), MEMBER))
                .hasValueSatisfying(reason -> assertThat(reason).contains("1,024 MB", "2,048 MB"));

        free.set(3L << 30);

        assertThat(admission.refusal(request(), MEMBER)).isEmpty();
    }

    @Test
    void asksWhoElsePollsEveryFewSecondsAtMost() {
        AtomicInteger asked = new AtomicInteger();
        AtomicLong nanos = new AtomicLong();
        Peers peers = new Peers(
                () -> {
                    asked.incrementAndGet();
                    return polling;
                },
                nanos::get);
        for (int i = 0; i < 100; i++) {
            assertThat(peers.anyBut(Set.of("me"))).isTrue();
        }
        assertThat(asked).hasValue(1);

        nanos.addAndGet(Duration.ofSeconds(6).toNanos());
        polling = Set.of("me");

        assertThat(peers.anyBut(Set.of("me"))).isFalse();
        assertThat(asked).hasValue(2);
    }

    private Admission admission() {
        return new Admission(
                "me",
                new Peers(() -> polling, () -> 0),
                free::get,
                new Admission.Limits(2L << 30, Duration.ZERO, Duration.ZERO));
    }

    private static TrainRequest request(String... avoid) {
        return new TrainRequest(
                "s", TrainerSpec.preset("noop"), DataSpec.own(), List.of(MEMBER), 600, 90, List.of(avoid));
    }
}
