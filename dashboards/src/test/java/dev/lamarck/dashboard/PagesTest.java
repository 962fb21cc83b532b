package dev.lamarck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lamarck.contract.Identity;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.Verdict;
import dev.lamarck.dashboard.page.CurvePoint;
import dev.lamarck.dashboard.page.Pages;
import dev.lamarck.dashboard.page.Standing;
import dev.lamarck.dashboard.page.StudyPage;
import dev.lamarck.dashboard.page.TrialLine;
import dev.lamarck.dashboard.page.TrialPage;
import dev.lamarck.dashboard.page.WorkerLine;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.ledger.UnknownStudyException;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PagesTest {

    @TempDir
    Path folder;

    private SyntheticStore synthetic;

    @BeforeEach
    void make() {
        synthetic = new SyntheticStore(folder);
    }

    @Test
    void tellsHowAStudyEnded() throws IOException {
        SyntheticStudy study = synthetic.ended("digits", "digits", 20);

        Standing standing = pages().standing("digits");

        assertThat(standing.status()).isEqualTo("COMPLETED");
        assertThat(standing.budget()).isEqualTo(20);
        assertThat(standing.states().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(20);
        assertThat(standing.best()).isEqualTo(study.incumbents().getLast().value());
        assertThat(standing.bestTrial()).isEqualTo(study.incumbents().getLast().trial());
        assertThat(standing.endedMillis()).isEqualTo(study.endedMillis());
    }

    @Test
    void joinsTheRungsOfACurve() throws IOException {
        synthetic.ended("digits", "digits", 20);

        StudyPage page = study("digits");

        TrialLine completed = page.trials().stream()
                .filter(trial -> trial.state().equals("COMPLETED"))
                .findFirst()
                .orElseThrow();
        assertThat(completed.curve()).hasSize(27);
        assertThat(completed.curve().stream().mapToLong(CurvePoint::step)).containsSequence(2L, 3L, 4L, 5L);
        assertThat(completed.value()).isEqualTo(completed.curve().getLast().value());
        assertThat(completed.measuredMillis()).isBetween(completed.startedMillis(), completed.endedMillis());
    }

    @Test
    void findsTheSameIncumbentsWhileAStudyRuns() throws IOException {
        SyntheticStudy study = synthetic.begin("digits", "digits", 40).run(20);

        StudyPage page = study("digits");

        assertThat(page.best().stream().map(point -> point.trial() + " " + point.value()))
                .containsExactlyElementsOf(study.incumbents().stream()
                        .map(incumbent -> incumbent.trial() + " " + incumbent.value())
                        .toList());
        assertThat(page.importance()).isNull();
        assertThat(page.winner()).isNull();
    }

    @Test
    void leavesOutWhatIsNotFinite() throws IOException {
        synthetic.ended("digits", "digits", 20);

        TrialLine failed = study("digits").trials().get(5);

        assertThat(failed.state()).isEqualTo("FAILED");
        assertThat(failed.failure()).isEqualTo("DIVERGED");
        assertThat(failed.value()).isNull();
        assertThat(failed.curve()).containsExactly(new CurvePoint(1, null));
    }

    @Test
    void tellsWhichSlotTrainedWhat() throws IOException {
        synthetic.ended("digits", "digits", 20);

        StudyPage page = study("digits");

        assertThat(page.slots())
                .hasSizeGreaterThan(20)
                .allMatch(busy -> busy.endedMillis() > busy.startedMillis())
                .allMatch(busy -> busy.slot() < 2);
        assertThat(page.slots().stream().filter(busy -> busy.trial() == null)).hasSize(3);
    }

    @Test
    void takesLivingTrialsFromTheServer() throws IOException {
        SyntheticStudy study = synthetic.begin("digits", "digits", 40).run(3);
        Trial last = study.trials().getLast();
        Trial living =
                new Trial(3, last.suggestion(), TrialState.RUNNING, last.progress(), Map.of(), last.period(), null);
        StudySummary summary = new StudySummary(
                "digits",
                "0",
                StudyStatus.RUNNING,
                "searching",
                Limits.ofTrials(40),
                2,
                0,
                4,
                Map.of("RUNNING", 1, "PRUNED", 3),
                null,
                List.of(living),
                List.of(),
                null,
                null,
                null);
        Pages pages =
                new Pages(synthetic.store, new StudyReader(synthetic.store, name -> Optional.of(summary)), List::of);

        StudyPage page = pages.study("digits", (name, explanation) -> Map.of());

        assertThat(page.standing().status()).isEqualTo("RUNNING");
        assertThat(page.standing().states()).isEqualTo(Map.of("PRUNED", 3, "RUNNING", 1));
        assertThat(page.trials()).hasSize(4);
        assertThat(page.trials().getLast().state()).isEqualTo("RUNNING");
    }

    @Test
    void readsOnlyWhatIsNew() throws IOException {
        SyntheticStudy study = synthetic.begin("digits", "digits", 40).run(30);
        CountingStore counting = new CountingStore(synthetic.store);
        Pages pages = new Pages(counting, new StudyReader(counting, name -> Optional.empty()), List::of);
        pages.study("digits", (name, explanation) -> Map.of());
        int atFirst = counting.reads();

        pages.study("digits", (name, explanation) -> Map.of());
        int again = counting.reads();
        study.run(1);
        pages.study("digits", (name, explanation) -> Map.of());

        assertThat(atFirst).isGreaterThan(100);
        assertThat(again).isLessThan(5);
        assertThat(counting.reads()).isLessThan(20);
    }

    @Test
    void showsATrialInFull() throws IOException {
        synthetic.ended("digits", "digits", 20);

        TrialPage page = pages().trial("digits", 0).orElseThrow();

        assertThat(page.curves())
                .containsOnlyKeys("val_accuracy", "val_loss", "train_loss", "system/cpu_utilization_percentage");
        assertThat(page.log()).startsWith("trial 0, rung 1", "epoch done");
        assertThat(pages().trial("digits", 999)).isEmpty();
    }

    @Test
    void doesNotNeedWhatSlicesLeft() throws IOException {
        synthetic.begin("digits", "digits", 20).run(2);
        Path slices = folder.resolve("studies/digits/trials");
        try (var files = Files.walk(slices)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Files.writeString(file, file.endsWith("manifest.json") ? "{}" : "damaged");
            }
        }

        StudyPage page = study("digits");

        assertThat(page.trials()).hasSize(2).allMatch(trial -> trial.curve().isEmpty());
        assertThat(page.slots()).isEmpty();
        assertThat(pages().trial("digits", 0).orElseThrow().log()).isEmpty();
    }

    @Test
    void listsNightsLatestFirst() throws IOException {
        synthetic.night("nightly-1", Verdict.KEPT, "no evidence", 1_000);
        synthetic.night("nightly-2", Verdict.PROMOTED, "evidence", 2_000);
        synthetic.store.put("nights/digits-nightly/damaged.json", new byte[] {'{'});

        assertThat(pages().nights()).extracting(NightDocument::night).containsExactly("nightly-2", "nightly-1");
    }

    @Test
    void handsOutOnlyPicturesThatAnExplanationNames() throws IOException {
        synthetic.ended("digits", "digits", 20);

        assertThat(pages().picture("digits", "saliency", 5)).get().asString().endsWith("saliency-05.png");
        assertThat(pages().picture("digits", "saliency", SyntheticStore.PICTURES))
                .isEmpty();
        assertThat(pages().picture("digits", "secret", 0)).isEmpty();
    }

    @Test
    void leavesEnginesOutOfTheWorkers() {
        Pages pages = new Pages(
                synthetic.store,
                synthetic.reader(),
                () -> List.of(new Identity("a", 1, Identity.ENGINE, 0, ""), new Identity("b", 2, "cpu", 4, "cpu")));

        assertThat(pages.workers()).containsExactly(new WorkerLine("b", 2, "cpu", 4, "cpu"));
    }

    @Test
    void saysThatThereIsNoSuchStudy() {
        assertThatThrownBy(() -> study("nothing"))
                .isInstanceOf(UnknownStudyException.class)
                .hasMessageContaining("nothing");
    }

    private Pages pages() {
        return new Pages(synthetic.store, synthetic.reader(), List::of);
    }

    private StudyPage study(String name) {
        return pages().study(name, (study, explanation) -> Map.of());
    }
}
