package dev.lamarck.cli.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.cli.job.Job;
import dev.lamarck.cli.job.JobReader;
import dev.lamarck.cli.job.JobResolver;
import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.LiveStudies;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Limits;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.Suggestion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DescriptionTest {

    private static final long BEGAN = 1_000_000;
    private static final long NOW = BEGAN + 90_000;
    private static final Surroundings NOBODY = new Surroundings("cpu", List.of(), List.of());

    @TempDir
    private Path folder;

    private ArtifactStore store;
    private Ledger ledger;
    private Job job;

    @BeforeEach
    void begin() throws IOException {
        store = FileArtifactStore.at(folder.resolve("store"));
        ledger = new Ledger(store);
        Path file = Files.writeString(folder.resolve("job.yaml"), """
                apiVersion: lamarck/v1
                kind: Study
                name: nothing
                trainer: {preset: noop}
                budget: {trials: 20, parallel: 2, gpuSeconds: 600}
                """);
        job = new JobResolver(List.of(), () -> 1).resolve(JobReader.read(file, List.of()), folder);
        ledger.begin(new StudyRequest(job.spec(), job.digest()));
        Suggestion suggestion = new Suggestion(new Configuration(Map.of("x", 0.1, "y", 0.2)), "random", List.of());
        ledger.append(new AppendRequest(
                "nothing",
                1,
                "",
                List.of(
                        new LedgerRecord(0, new StudyEvent.Suggested(0, suggestion, BEGAN), List.of()),
                        new LedgerRecord(1, new StudyEvent.Dispatched(0, 1, 0, BEGAN + 5), List.of())),
                List.of()));
    }

    @Test
    void showsWhatOfTheBudgetIsUsed() {
        StudySummary summary = summary(StudyStatus.PAUSED, "paused by ada@home");

        Description description = describe(_ -> Optional.of(summary), PendingWork.NONE);

        assertThat(description.status()).isEqualTo("PAUSED");
        assertThat(description.reasons()).contains("paused by ada@home");
        assertThat(description.budget())
                .containsEntry("trials", new Description.Used(7, 20L))
                .containsEntry("parallel", new Description.Used(1, 2L))
                .containsEntry("wallClock", new Description.Used(90, null))
                .containsEntry("gpuSeconds", new Description.Used(30, 600L));
        assertThat(description.lines()).contains("gpuSeconds 30 of 600", "wallClock  90, no limit");
    }

    @Test
    void showsWhatTrainsWhere() {
        StudySummary summary = summary(StudyStatus.RUNNING, null);
        PendingWork work = new PendingWork(
                List.of(new PendingWork.Slice("3", "lamarck/1|here|7|cpu|2|cpu", 4, Map.of("val_loss", 0.5), BEGAN)),
                0,
                null);

        Description description = describe(_ -> Optional.of(summary), work);

        assertThat(description.lines())
                .contains("runs       trial 3 on lamarck/1|here|7|cpu|2|cpu, step 4, val_loss 0.5000");
    }

    @Test
    void tellsByTheRecordWhatTheServerHasForgotten() {
        LiveStudies forgetful = new LiveStudies() {
            @Override
            public Optional<StudySummary> summary(String study) {
                return Optional.empty();
            }

            @Override
            public boolean isForgotten(String study) {
                return true;
            }
        };

        Description description = describe(forgetful, PendingWork.NONE);

        assertThat(description.status()).isEqualTo("UNKNOWN");
        assertThat(description.phase()).isEqualTo("the server no longer knows it");
        assertThat(description.states()).isEqualTo(Map.of("RUNNING", 1));
        assertThat(description.reasons()).hasSize(1);
    }

    @Test
    void describesAStudyThatHasEnded() {
        ledger.finish(new StudyDocument(
                job.spec(),
                job.digest(),
                new StudyResult(StudyStatus.FAILED, Map.of("FAILED", 1), null, "No trial came to a result."),
                List.of(),
                null,
                1,
                "",
                BEGAN,
                BEGAN + 60_000));

        Description description = describe(_ -> Optional.empty(), new PendingWork(List.of(), 0, "refused"));

        assertThat(description.status()).isEqualTo("FAILED");
        assertThat(description.phase()).isEqualTo("done");
        assertThat(description.message()).isEqualTo("No trial came to a result.");
        assertThat(description.reasons()).containsExactly("its record waits for MLflow: refused");
        assertThat(description.budget()).containsEntry("wallClock", new Description.Used(60, null));
    }

    private Description describe(LiveStudies server, PendingWork work) {
        return Description.of("nothing", new StudyReader(store, server), NOBODY, work, NOW);
    }

    private static StudySummary summary(StudyStatus status, String waiting) {
        return new StudySummary(
                "nothing",
                "digest",
                status,
                "searching",
                new Limits(20, 0, 600),
                2,
                30_000,
                7,
                Map.of("RUNNING", 1, "PRUNED", 6),
                null,
                List.of(),
                List.of(),
                null,
                waiting,
                null);
    }
}
