package dev.lamarck.train.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class SliceDeadlineTest {

    @Test
    void letsASliceThatBeginsTooLateMakeOneCall() {
        SliceDeadline deadline =
                SliceDeadline.of(Instant.now().minusSeconds(3_600).toString());

        assertThat(deadline.isPast()).isFalse();
        assertThat(deadline.isPast()).isTrue();
    }

    @Test
    void isNotPastBeforeItsTime() {
        SliceDeadline deadline =
                SliceDeadline.of(Instant.now().plusSeconds(3_600).toString());

        assertThat(deadline.isPast()).isFalse();
        assertThat(deadline.isPast()).isFalse();
    }

    @Test
    void isNeverPastWithoutOne() {
        SliceDeadline deadline = SliceDeadline.of(null);

        assertThat(deadline.isPast()).isFalse();
        assertThat(deadline.isPast()).isFalse();
    }
}
