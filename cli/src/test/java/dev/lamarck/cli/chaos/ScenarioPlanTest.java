package dev.lamarck.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioPlanTest {

    private static final List<Scenario> SCENARIOS = ScenarioPlan.generate(1, 100);

    @Test
    void theSameSeedGivesTheSameScenarios() {
        assertThat(ScenarioPlan.generate(1, 100)).isEqualTo(SCENARIOS);
        assertThat(ScenarioPlan.generate(1, 3)).isEqualTo(SCENARIOS.subList(0, 3));
        assertThat(ScenarioPlan.generate(2, 100)).isNotEqualTo(SCENARIOS);
    }

    @Test
    void everyScenarioHasOneToFourFaults() {
        assertThat(SCENARIOS)
                .allSatisfy(scenario -> assertThat(scenario.faults()).hasSizeBetween(1, 4));
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfProcessIsKilledAtLeastTenTimes(Target target) {
        assertThat(faults("kill " + target.label())).isGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @EnumSource
    void everyKindOfProcessIsStopped(Target target) {
        assertThat(faults("stop " + target.label())).isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void everyLinkIsCutAndDelayed(Link link) {
        assertThat(faults("cut " + link.label())).isPositive();
        assertThat(faults("delay " + link.label())).isPositive();
    }

    @Test
    void disksAreFullAndClocksJump() {
        for (Target target : List.of(Target.WORKER, Target.ENGINE)) {
            assertThat(faults("full disk " + target.label())).isPositive();
            assertThat(faults("clock " + target.label())).isPositive();
        }
    }

    private static long faults(String kind) {
        return SCENARIOS.stream()
                .flatMap(scenario -> scenario.faults().stream())
                .filter(fault -> fault.kind().equals(kind))
                .count();
    }
}
