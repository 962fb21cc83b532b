package dev.lamarck.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyReaderTest {

    @TempDir
    private Path folder;

    private FileArtifactStore store;
    private Ledger ledger;

    @BeforeEach
    void openStore() {
        store = FileArtifactStore.at(folder, 0);
        ledger = new Ledger(store);
    }

    @Test
    void namesAStudyThatItDoesNotKnow() {
        StudyReader reader = new StudyReader(store, _ -> Optional.empty());

        assertThatExceptionOfType(UnknownStudyException.class)
                .isThrownBy(() -> reader.job("digitz"))
                .withMessage("There is no study 'digitz'. See 'lamarck study list'.");
        assertThatExceptionOfType(UnknownStudyException.class).isThrownBy(() -> reader.trials("digitz"));
        assertThatExceptionOfType(UnknownStudyException.class).isThrownBy(() -> reader.history("digitz"));
        assertThat(reader.document("digitz")).isEmpty();
    }

    @Test
    void listsStudiesThatHaveBegun() {
        begin("digits");
        begin("another");

        StudyReader reader = new StudyReader(store, _ -> Optional.empty());

        assertThat(reader.names()).containsExactly("another", "digits");
        assertThat(reader.job("digits").digest()).isEqualTo("digest");
    }

    @Test
    void readsTheLatestRecordOfEachTrial() {
        begin("digits");
        append(1, trial(0, TrialState.PAUSED, 1), trial(1, TrialState.FAILED, 0));
        append(2, trial(0, TrialState.COMPLETED, 9));

        StudyReader reader = new StudyReader(store, _ -> Optional.empty());

        assertThat(reader.trials("digits"))
                .containsExactly(trial(0, TrialState.COMPLETED, 9), trial(1, TrialState.FAILED, 0));
    }

    @Test
    void takesTheServersWordForAStudyThatRuns() {
        begin("digits");
        append(1, trial(0, TrialState.PAUSED, 1));
        StudySummary summary =
                summary(List.of(trial(0, TrialState.RUNNING, 1)), List.of(trial(2, TrialState.PRUNED, 1)));

        StudyReader reader = new StudyReader(store, _ -> Optional.of(summary));

        assertThat(reader.trials("digits"))
                .containsExactly(trial(0, TrialState.RUNNING, 1), trial(2, TrialState.PRUNED, 1));
    }

    @Test
    void takesTheLedgersWordForAStudyThatHasEnded() {
        begin("digits");
        append(1, trial(0, TrialState.COMPLETED, 9));
        finish(List.of());
        StudySummary stale = summary(List.of(trial(0, TrialState.RUNNING, 3)), List.of());

        StudyReader reader = new StudyReader(store, _ -> Optional.of(stale));

        assertThat(reader.trials("digits")).containsExactly(trial(0, TrialState.COMPLETED, 9));
    }

    @Test
    void tellsTheHistoryOfAStudyThatHasNotEndedByItsEvents() {
        PlayedStudy played = new PlayedStudy(SampleStudy.maximising()).play(40);
        played.write(ledger);

        List<Map<String, Object>> history = new StudyReader(store, _ -> Optional.empty()).history("digits");

        assertThat(history).extracting(line -> line.get("trial")).containsExactlyElementsOf(played.incumbents());
        assertThat(history.getFirst().keySet()).containsExactly("seconds", "trial", "val_accuracy", "test_accuracy");
        assertThat(history.getLast()).containsEntry("test_accuracy", null);
    }

    @Test
    void knowsEveryTrialOfAStudyThatTheServerHasForgotten() {
        PlayedStudy played = new PlayedStudy(SampleStudy.maximising()).play(57);
        played.write(ledger);
        StudyReader reader = new StudyReader(store, new Forgetful());

        StudyReader.Recorded recorded = reader.recorded("digits");

        assertThat(reader.trials("digits")).hasSize(played.state().started());
        assertThat(reader.trials("digits")).containsAll(played.state().live());
        assertThat(recorded.summary().phase()).isEqualTo(StudyReader.FORGOTTEN);
        assertThat(recorded.summary().incumbent()).isEqualTo(played.state().incumbent());
        assertThat(recorded.summary().started()).isEqualTo(played.state().started());
        assertThat(recorded.events()).isEqualTo(57);
        assertThat(recorded.lastMillis()).isEqualTo(played.nowMillis());
    }

    @Test
    void endsTheStoryWhereAnEventDoesNotFollow() {
        begin("digits");
        append(1, trial(1, TrialState.COMPLETED, 9));
        StudyReader reader = new StudyReader(store, _ -> Optional.empty());

        assertThat(reader.recorded("digits").summary().message()).startsWith("Event 1 of the ledger does not follow");
        assertThat(reader.trials("digits")).containsExactly(trial(1, TrialState.COMPLETED, 9));
    }

    @Test
    void asksTheServerForAllThatLives() {
        begin("digits");
        append(1, trial(0, TrialState.PAUSED, 1), trial(2, TrialState.PAUSED, 1));
        List<Trial> living = List.of(
                trial(0, TrialState.RUNNING, 1), trial(2, TrialState.RUNNING, 3), trial(3, TrialState.PENDING, 0));
        StudySummary summary = summary(living.subList(0, 1), List.of(trial(2, TrialState.PRUNED, 3)));

        StudyReader reader = new StudyReader(store, new LiveStudies() {
            @Override
            public Optional<StudySummary> summary(String study) {
                return Optional.of(summary);
            }

            @Override
            public List<Trial> living(String study) {
                return living;
            }
        });

        assertThat(reader.trials("digits"))
                .containsExactly(
                        trial(0, TrialState.RUNNING, 1),
                        trial(2, TrialState.PRUNED, 3),
                        trial(3, TrialState.PENDING, 0));
    }

    @Test
    void findsTheSpaceThatIsSearchedNow() {
        PlayedStudy played = new PlayedStudy(SampleStudy.maximising()).play(9);
        SearchSpace narrow = SearchSpace.of(List.of(
                new FloatParameter("x", 0, 0.5, false, null, null), new FloatParameter("y", 0, 1, false, null, null)));
        StudyReader reader = new StudyReader(store, _ -> Optional.empty());
        played.tell(new StudyEvent.SpaceChanged(narrow, played.nowMillis())).play(20);
        begin("other");
        played.write(ledger);

        assertThat(reader.space("digits").declared()).isEqualTo(narrow.declared());
        assertThat(reader.space("other").declared())
                .isEqualTo(SampleStudy.maximising().space().declared());
    }

    @Test
    void tellsEachIncumbentByTheObjective() {
        begin("digits");
        finish(List.of(
                new StudyDocument.Incumbent(1.5, 0, 0.8, "first"), new StudyDocument.Incumbent(9, 4, 0.9, "second")));

        List<Map<String, Object>> history = new StudyReader(store, _ -> Optional.empty()).history("digits");

        assertThat(history).extracting(line -> line.get("trial")).containsExactly(0, 4);
        assertThat(history.getLast())
                .containsEntry("seconds", 9.0)
                .containsEntry("val_accuracy", 0.9)
                .containsEntry("test_accuracy", null);
    }

    private void begin(String name) {
        ledger.begin(new StudyRequest(SampleStudy.maximising().named(name), "digest"));
    }

    private void append(int number, Trial... trials) {
        List<LedgerRecord> records =
                Arrays.stream(trials).map(SampleStudy::told).toList();
        ledger.append(new AppendRequest("digits", number, "", records, List.of()));
    }

    private void finish(List<StudyDocument.Incumbent> incumbents) {
        ledger.finish(new StudyDocument(
                SampleStudy.maximising(),
                "digest",
                new StudyResult(StudyStatus.FAILED, Map.of(), null, "No trial came to a result."),
                incumbents,
                null,
                1,
                "",
                1,
                2));
    }

    private static Trial trial(int id, TrialState state, int step) {
        return SampleStudy.trial(id, state, step, Map.of("val_accuracy", 0.5));
    }

    private static StudySummary summary(List<Trial> live, List<Trial> recent) {
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
                live,
                recent,
                null,
                null,
                null);
    }

    /** A server that answers and knows nothing. */
    private static final class Forgetful implements LiveStudies {

        @Override
        public Optional<StudySummary> summary(String study) {
            return Optional.empty();
        }

        @Override
        public boolean isForgotten(String study) {
            return true;
        }
    }
}
