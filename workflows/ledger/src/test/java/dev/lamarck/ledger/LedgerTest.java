package dev.lamarck.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.TrialState;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final String STUDY = "digits";

    @TempDir
    private Path folder;

    private Ledger ledger;

    @BeforeEach
    void open() {
        ledger = new Ledger(FileArtifactStore.at(folder, 0));
    }

    @Test
    void readsItsPartsOneAfterTheOther() {
        Segment first = append(1, "");
        Segment second = append(2, first.sha256());

        assertThat(ledger.part(STUDY, 1, "")).hasValue(new Ledger.Part(first, List.of(change(1))));
        assertThat(ledger.part(STUDY, 2, first.sha256())).hasValue(new Ledger.Part(second, List.of(change(2))));
        assertThat(ledger.part(STUDY, 3, second.sha256())).isEmpty();
    }

    @Test
    void refusesAPartThatDoesNotFollow() {
        append(1, "");
        append(2, "ab");

        assertThatExceptionOfType(LedgerException.class)
                .isThrownBy(() -> ledger.part(STUDY, 2, "cd"))
                .withMessageContaining("does not follow on the segment whose SHA-256 is 'cd'")
                .withMessageContaining("lamarck audit verify digits");
    }

    private Segment append(int number, String previous) {
        LedgerRecord entry = new LedgerRecord(number, new StudyEvent.Exhausted(1), List.of(change(number)));
        return ledger.append(new AppendRequest(STUDY, number, previous, List.of(entry), List.of()));
    }

    private static TrialRecord change(int trial) {
        return new TrialRecord(SampleStudy.trial(trial, TrialState.PAUSED, 3, Map.of("val_accuracy", 0.5)), List.of());
    }
}
