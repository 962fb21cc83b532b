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
import dev.lamarck.search.study.Limits;
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
    void hasNoHistoryBeforeTheStudyHasEnded() {
        begin("digits");

        StudyReader reader = new StudyReader(store, _ -> Optional.empty());

        assertThat(reader.history("digits")).isEmpty();
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
}
