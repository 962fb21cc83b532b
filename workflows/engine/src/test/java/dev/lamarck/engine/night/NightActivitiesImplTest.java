package dev.lamarck.engine.night;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.NightActivities.WarmStartRequest;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.Verdict;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.Nights;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NightActivitiesImplTest {

    @TempDir
    private Path folder;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private FileArtifactStore store;
    private NightActivitiesImpl activities;

    @BeforeEach
    void openStore() {
        store = FileArtifactStore.at(folder, 0);
        activities = new NightActivitiesImpl(store, metrics);
    }

    @Test
    void startsColdOnTheFirstNight() {
        assertThat(warmStart(SampleNight.SPACE)).isEmpty();
    }

    @Test
    void putsTheWinnerBeforeTheBestOfTheSearch() {
        night("digits-1", 1, SampleNight.completed(), 8, 32, 16);

        assertThat(warmStart(SampleNight.SPACE))
                .containsExactly(SampleNight.units(32), SampleNight.units(8), SampleNight.units(16));
    }

    @Test
    void takesAtMostFive() {
        night("digits-1", 1, SampleNight.completed(), 1, 2, 3, 4, 5, 6, 7);

        assertThat(warmStart(SampleNight.SPACE)).hasSize(5).startsWith(SampleNight.units(32), SampleNight.units(1));
    }

    @Test
    void leavesOutWhatTheSpaceNoLongerAllows() {
        night("digits-1", 1, SampleNight.completed(), 8, 32, 16);
        SearchSpace narrower = SearchSpace.of(List.of(new IntParameter("units", 1, 10, false, null, null)));

        assertThat(warmStart(narrower)).containsExactly(SampleNight.units(8));
    }

    @Test
    void takesTheLastNightThatHadAWinner() {
        night("digits-1", 1, SampleNight.completed(), 8);
        night("digits-2", 2, SampleNight.completed(), 9);
        night("digits-3", 3, SampleNight.failed("No trial came to a result."), 10);
        activities.keep(document("digits-4", 4, Verdict.ABORTED));

        assertThat(warmStart(SampleNight.SPACE)).containsExactly(SampleNight.units(32), SampleNight.units(9));
    }

    @Test
    void countsVerdictsThatItKeeps() {
        activities.keep(document("digits-1", 1, Verdict.KEPT));
        activities.keep(document("digits-2", 2, Verdict.ABORTED));
        activities.keep(document("digits-3", 3, Verdict.KEPT));

        assertThat(new Nights(store).of("digits")).hasSize(3);
        assertThat(metrics.counter("lamarck.verdicts", "verdict", "KEPT").count())
                .isEqualTo(2);
    }

    private List<Configuration> warmStart(SearchSpace space) {
        return activities.warmStart(new WarmStartRequest("digits", space)).configurations();
    }

    /** A night whose trials had these units, the best first. */
    private void night(String night, long started, StudyResult result, int... units) {
        activities.keep(document(night, started, Verdict.KEPT));
        Ledger ledger = new Ledger(store);
        List<LedgerRecord> records = IntStream.range(0, units.length)
                .mapToObj(i -> trial(i, units[i], 0.9 - i / 100.0))
                .map(trial -> new LedgerRecord(
                        trial.id(),
                        new StudyEvent.Suggested(trial.id(), trial.suggestion(), started),
                        List.of(new TrialRecord(trial, List.of()))))
                .toList();
        ledger.append(new AppendRequest(night, 1, "", records, List.of()));
        ledger.finish(new StudyDocument(
                SampleNight.study().named(night), "", result, List.of(), null, 1, "", started, started));
    }

    private static Trial trial(int id, int units, double accuracy) {
        return new Trial(
                id,
                new Suggestion(SampleNight.units(units), "random", List.of()),
                TrialState.COMPLETED,
                new Trial.Progress(1, 0, 3, 2, 0, "checkpoint"),
                Map.of("val_accuracy", accuracy),
                new Trial.Period(1, 2),
                null);
    }

    private static NightDocument document(String night, long started, Verdict verdict) {
        return new NightDocument(
                "digits", night, verdict, "", started, started, "digits-model", null, null, null, null, null);
    }
}
