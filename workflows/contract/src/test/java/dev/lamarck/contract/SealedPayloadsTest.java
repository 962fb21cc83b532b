package dev.lamarck.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.StudyCommand.EditSpace;
import dev.lamarck.contract.StudyCommand.Enqueue;
import dev.lamarck.contract.StudyCommand.Pause;
import dev.lamarck.contract.StudyCommand.PruneTrial;
import dev.lamarck.contract.StudyCommand.Resume;
import dev.lamarck.contract.StudyCommand.RetryTrial;
import dev.lamarck.contract.StudyCommand.SetBudget;
import dev.lamarck.contract.StudyCommand.Stop;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Suggestion;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Commands and events are written with their names and read as what they were. */
class SealedPayloadsTest {

    private static final Configuration UNITS = new Configuration(Map.of("units", 8));
    private static final SearchSpace SPACE =
            SearchSpace.of(List.of(new IntParameter("units", 1, 64, true, null, null)));

    static Stream<StudyCommand> commands() {
        return Stream.of(
                new Pause("a", "ann"),
                new Resume("b", "ann"),
                new Stop("c", "ann"),
                new SetBudget("d", "ann", 40, null, 60L, null),
                new EditSpace("e", "ann", SPACE),
                new Enqueue("f", "ann", UNITS, true),
                new PruneTrial("g", "ann", 3),
                new RetryTrial("h", "ann", 4));
    }

    static Stream<StudyEvent> events() {
        return Stream.of(
                new StudyEvent.Suggested(1, new Suggestion(UNITS, "random", List.of()), 5),
                new StudyEvent.Exhausted(5),
                new StudyEvent.Dispatched(1, 2, 0, 5),
                new StudyEvent.Yielded(1, 2, 3, "folder", 900, 5),
                new StudyEvent.Measured(1, 2, 3, Map.of("a", 0.5, "b", Double.NaN), null, 900, 5),
                new StudyEvent.Failed(1, 2, FailureClass.OUT_OF_MEMORY, "too large", null, 900, 5),
                new StudyEvent.Returned(1, 2, 5),
                new StudyEvent.CheckpointLost(1, 2, "folder", 5),
                new StudyEvent.Paused("ann", 5),
                new StudyEvent.Resumed("ann", 5),
                new StudyEvent.Stopped("ann", "enough", 5),
                new StudyEvent.BudgetSet(new Limits(40, 0, 60), 4, 5),
                new StudyEvent.SpaceChanged(SPACE, 5),
                new StudyEvent.Enqueued("f", UNITS, true, 5),
                new StudyEvent.TrialPruned(3, "ann", 5),
                new StudyEvent.TrialRetried(4, "ann", 5),
                new StudyEvent.TimeUp("budget.wallClock", 5),
                new StudyEvent.Ended("killed", 5));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void readsCommands(StudyCommand command) throws JsonProcessingException {
        String text = Payloads.text(command);

        assertThat(text).contains("\"type\":\"%s\"".formatted(command.getClass().getSimpleName()));
        assertThat(Payloads.json().readValue(text, StudyCommand.class))
                .usingRecursiveComparison()
                .isEqualTo(command);
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsEventsOfTheLedger(StudyEvent event) throws JsonProcessingException {
        LedgerRecord written = new LedgerRecord(7, event, List.of());

        LedgerRecord read = Payloads.json().readValue(Payloads.text(written), LedgerRecord.class);

        assertThat(read.event()).isInstanceOf(event.getClass());
        assertThat(Payloads.text(read)).isEqualTo(Payloads.text(written));
    }

    @Test
    void knowsEveryCommandAndEvent() {
        assertThat(commands().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(cases(StudyCommand.class).toList());
        assertThat(events().map(Object::getClass))
                .containsExactlyInAnyOrderElementsOf(cases(StudyEvent.class).toList());
    }

    private static Stream<Class<?>> cases(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(SealedPayloadsTest::cases)
                : Stream.of(type);
    }
}
