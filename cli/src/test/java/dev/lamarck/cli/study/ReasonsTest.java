package dev.lamarck.cli.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.contract.Identity;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.StudyStatus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReasonsTest {

    private static final Identity ENGINE = new Identity("here", 1, Identity.ENGINE, 0, "");
    private static final Identity WORKER = new Identity("here", 2, "gpu", 2, "gpu0,gpu1");
    private static final Surroundings ALL = new Surroundings("gpu", List.of(ENGINE), List.of(WORKER));

    @Test
    void hasNoneWhileAllGoesWell() {
        assertThat(Reasons.of(summary(null), false, ALL, PendingWork.NONE)).isEmpty();
    }

    @Test
    void namesThePoolThatNoWorkerPolls() {
        Surroundings nobody = new Surroundings("gpu", List.of(ENGINE), List.of());

        assertThat(Reasons.of(summary(null), false, nobody, queued(3)))
                .containsExactly("no worker polls pool gpu: 'lamarck worker start --pool gpu' starts one");
        assertThat(Reasons.of(summary(null), false, nobody, PendingWork.NONE)).isEmpty();
    }

    @Test
    void countsWhatWaitsForASlot() {
        assertThat(Reasons.of(summary(null), false, ALL, queued(3)))
                .containsExactly("3 wait for one of the 2 slots of pool gpu");
    }

    @Test
    void givesTheStudysOwnReason() {
        assertThat(Reasons.of(summary("paused by ada@home"), false, ALL, PendingWork.NONE))
                .containsExactly("paused by ada@home");
    }

    @Test
    void namesTheGravestFirst() {
        Surroundings nobody = new Surroundings("cpu", List.of(), List.of());
        PendingWork work = new PendingWork(List.of(), 1, "connection refused");

        assertThat(Reasons.of(null, false, nobody, work))
                .containsExactly(
                        "no engine serves: 'lamarck dev up' or 'lamarck engine start' starts one",
                        "no worker polls pool cpu: 'lamarck worker start --pool cpu' starts one",
                        "its record waits for MLflow: connection refused");
    }

    @Test
    void saysOfAForgottenStudyOnlyThat() {
        assertThat(Reasons.of(null, true, ALL, queued(3)))
                .containsExactly("the server no longer knows it; what is on record is all there will be");
    }

    private static PendingWork queued(int count) {
        return new PendingWork(List.of(), count, null);
    }

    private static StudySummary summary(String waiting) {
        return new StudySummary(
                "digits",
                "digest",
                StudyStatus.RUNNING,
                "searching",
                Limits.ofTrials(9),
                2,
                0,
                3,
                Map.of(),
                null,
                List.of(),
                List.of(),
                null,
                waiting,
                null);
    }
}
