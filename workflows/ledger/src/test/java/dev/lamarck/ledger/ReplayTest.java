package dev.lamarck.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.search.sampler.Samplers;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.Decision;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {

    private static final String STUDY = "digits";

    @TempDir
    private Path folder;

    private Ledger ledger;
    private Replay replay;
    private PlayedStudy played;

    @BeforeEach
    void openStore() {
        FileArtifactStore store = FileArtifactStore.at(folder, 0);
        ledger = new Ledger(store);
        replay = new Replay(store);
        played = new PlayedStudy(SampleStudy.maximising());
    }

    @Test
    void agreesWithAStudyToItsEnd() {
        played.play(10_000).end(ledger);

        Replay.Report report = replay.of(STUDY);

        assertThat(report.difference()).isNull();
        assertThat(report.trials()).isEqualTo(100);
        assertThat(report.suggestions()).isEqualTo(100);
        assertThat(report.decisions()).isGreaterThan(100);
        assertThat(report.notAudited()).isZero();
        assertThat(report.events()).isEqualTo(played.records().size());
        assertThat(report.ended()).isTrue();
    }

    @Test
    void agreesWithWhatPeopleDid() {
        Configuration asked = new Configuration(Map.of("x", 0.25, "y", 0.5));
        SearchSpace narrow = SearchSpace.of(List.of(
                new FloatParameter("x", 0, 0.5, false, null, null), new FloatParameter("y", 0, 1, false, null, null)));
        played.play(30)
                .tell(new StudyEvent.Enqueued("one", asked, false, 2_000_000))
                .play(50)
                .tell(new StudyEvent.SpaceChanged(narrow, 3_000_000))
                .play(80)
                .tell(new StudyEvent.BudgetSet(new Limits(60, 0, 0), 3, 4_000_000))
                .play(100)
                .tell(new StudyEvent.TrialRetried(6, "ada", 5_000_000))
                .play(10_000)
                .end(ledger);

        Replay.Report report = replay.of(STUDY);

        assertThat(report.difference()).isNull();
        assertThat(report.trials()).isEqualTo(60);
        assertThat(report.given()).isEqualTo(1);
        assertThat(report.suggestions()).isEqualTo(59);
    }

    @Test
    void followsASamplerThatThoughtWhileAPersonSpoke() {
        played.play(20);
        while (!(played.state().decide() instanceof Decision.Suggest)) {
            played.play(played.records().size() + 1);
        }
        int trial = played.state().started();
        Suggestion before = played.state()
                .propose(attempt ->
                        Samplers.get("genetic").suggest(played.state().view(), trial, 1, attempt));
        SearchSpace narrow = SearchSpace.of(List.of(
                new FloatParameter("x", 0, 0.9, false, null, null), new FloatParameter("y", 0, 1, false, null, null)));
        played.tell(new StudyEvent.SpaceChanged(narrow, 2_000_000))
                .tell(new StudyEvent.Suggested(trial, before, 1, 2_000_001))
                .play(60)
                .write(ledger);

        assertThat(replay.of(STUDY).difference()).isNull();
    }

    @Test
    void leavesOpenWhatAnotherVersionSuggested() {
        played.play(60);
        change(event -> event instanceof StudyEvent.Suggested s
                ? new StudyEvent.Suggested(s.trial(), s.suggestion(), 99, s.atMillis())
                : event);
        played.write(ledger);

        Replay.Report report = replay.of(STUDY);

        assertThat(report.difference()).isNull();
        assertThat(report.suggestions()).isZero();
        assertThat(report.notAudited()).isPositive();
        assertThat(report.ended()).isFalse();
    }

    @Test
    void namesTheSuggestionThatTheSamplerWouldNotHaveMade() {
        played.play(60);
        int number = first(StudyEvent.Suggested.class, 20);
        StudyEvent.Suggested was =
                (StudyEvent.Suggested) played.records().get(number).event();
        Suggestion forged = new Suggestion(new Configuration(Map.of("x", 0.125, "y", 0.125)), "random", List.of());
        replace(number, new StudyEvent.Suggested(was.trial(), forged, was.sampler(), was.atMillis()));
        played.write(ledger);

        assertThat(replay.of(STUDY).difference())
                .startsWith("Event %d (Suggested of trial %d): the sampler suggests ".formatted(number, was.trial()))
                .contains("0.125");
    }

    @Test
    void namesTheTrialThatIsNotWhatItsEventMakesOfIt() {
        played.play(60);
        int number = IntStream.range(0, 60)
                .filter(i -> !played.records().get(i).changed().isEmpty())
                .skip(3)
                .findFirst()
                .orElseThrow();
        LedgerRecord was = played.records().get(number);
        Trial trial = was.changed().getFirst().trial();
        Trial better = new Trial(
                trial.id(),
                trial.suggestion(),
                trial.state(),
                trial.progress(),
                Map.of("val_accuracy", 0.999),
                trial.period(),
                trial.ended());
        played.records()
                .set(number, new LedgerRecord(number, was.event(), List.of(new TrialRecord(better, List.of()))));
        played.write(ledger);

        assertThat(replay.of(STUDY).difference())
                .startsWith("Event %d (".formatted(number))
                .contains("0.999");
    }

    @Test
    void namesADecisionThatIsNotOfTheRules() {
        played.play(10);
        int number = first(StudyEvent.Dispatched.class, 4);
        StudyEvent.Dispatched was =
                (StudyEvent.Dispatched) played.records().get(number).event();
        replace(number, new StudyEvent.Dispatched(was.trial(), was.dispatch(), was.rung() + 1, was.atMillis()));
        played.write(ledger);

        assertThat(replay.of(STUDY).difference())
                .isEqualTo("Event %d (Dispatched of trial %d): it begins rung 2; the rules say trial %d, rung 1."
                        .formatted(number, was.trial(), was.trial()));
    }

    @Test
    void missesAnEvent() {
        played.play(60);
        played.records().remove(17);
        played.write(ledger);

        assertThat(replay.of(STUDY).difference()).contains("Event 18 ").endsWith("it should be number 17.");
    }

    @Test
    void namesWhatCannotHaveHappened() {
        played.play(30);
        int number = first(StudyEvent.Measured.class, 0);
        StudyEvent.Measured was =
                (StudyEvent.Measured) played.records().get(number).event();
        replace(
                number,
                new StudyEvent.Measured(
                        was.trial(), was.dispatch() + 1, was.step(), was.metrics(), null, 0, was.atMillis()));
        played.write(ledger);

        assertThat(replay.of(STUDY).difference())
                .isEqualTo("Event %d (Measured of trial %d): it cannot have happened to the study as it was then."
                        .formatted(number, was.trial()));
    }

    @Test
    void comparesTheDocumentWithTheEnd() {
        played.play(200).end(ledger, Map.of("COMPLETED", 1));

        assertThat(replay.of(STUDY).difference())
                .startsWith("study.json counts the trials as {COMPLETED=1}; the events say {");
    }

    @Test
    void missesARecordThatWasChangedSinceItWasWritten() throws IOException {
        played.play(60).write(ledger);
        Path file = folder.resolve(ledger.segments(STUDY).get(1));
        Files.writeString(file, Files.readString(file).replace("val_accuracy", "val_acuracy"));

        assertThat(replay.of(STUDY).difference()).contains("of ledger segment", "was changed");
    }

    @Test
    void knowsNoOtherStudy() {
        assertThatExceptionOfType(UnknownStudyException.class).isThrownBy(() -> replay.of("other"));
    }

    private void change(UnaryOperator<StudyEvent> change) {
        for (int i = 0; i < played.records().size(); i++) {
            replace(i, change.apply(played.records().get(i).event()));
        }
    }

    private void replace(int number, StudyEvent event) {
        LedgerRecord was = played.records().get(number);
        played.records().set(number, new LedgerRecord(was.number(), event, was.changed()));
    }

    private int first(Class<?> kind, int from) {
        return IntStream.range(from, played.records().size())
                .filter(i -> kind.isInstance(played.records().get(i).event()))
                .findFirst()
                .orElseThrow();
    }
}
