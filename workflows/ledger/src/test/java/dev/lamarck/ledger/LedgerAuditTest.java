package dev.lamarck.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.artifacts.Hashes;
import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyResult;
import dev.lamarck.search.study.StudyStatus;
import dev.lamarck.search.study.TrialState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerAuditTest {

    private static final String STUDY = "digits";
    private static final int SEGMENTS = 3;
    private static final int RECORDS = 3;

    @TempDir
    private Path folder;

    private Ledger ledger;
    private LedgerAudit audit;
    private Segment last;

    @BeforeEach
    void write() {
        FileArtifactStore store = FileArtifactStore.at(folder, 0);
        ledger = new Ledger(store);
        audit = new LedgerAudit(store);
        ledger.begin(new StudyRequest(SampleStudy.maximising(), "digest"));
        last = append(1, "");
        last = append(2, last.sha256());
        last = append(3, last.sha256());
    }

    @Test
    void findsNothingInALedgerAsItWasWritten() {
        assertThat(audit.verify(STUDY)).isEqualTo(new LedgerAudit.Report(STUDY, SEGMENTS, 9, false, null));

        end();

        assertThat(audit.verify(STUDY)).isEqualTo(new LedgerAudit.Report(STUDY, SEGMENTS, 9, true, null));
    }

    @Test
    void namesTheRecordWhateverByteOfItWasChanged() throws IOException {
        end();
        Path file = file(2);
        byte[] whole = Files.readAllBytes(file);
        int line = 0;
        for (int i = 0; i < whole.length; i++) {
            byte[] changed = whole.clone();
            changed[i] ^= 1;
            Files.write(file, changed);

            String problem = audit.verify(STUDY).problem();

            assertThat(problem)
                    .as("byte %d", i)
                    .isEqualTo(
                            line == 0
                                    ? "The head of ledger segment %s was changed.".formatted(key(2))
                                    : "Record %d of ledger segment %s was changed.".formatted(line, key(2)));
            line += whole[i] == '\n' ? 1 : 0;
        }
        assertThat(line).isEqualTo(RECORDS + 1);
    }

    @Test
    void refusesToReadWhatWasChanged() throws IOException {
        Files.writeString(file(2), Files.readString(file(2)).replace("crossover", "mutation"));

        assertThatExceptionOfType(LedgerException.class)
                .isThrownBy(() -> ledger.trials(STUDY))
                .withMessage("Record 1 of ledger segment %s was changed.", key(2));
    }

    @Test
    void missesASegment() throws IOException {
        Files.delete(file(2));

        assertThat(audit.verify(STUDY).problem()).isEqualTo("Ledger segment %s is missing.".formatted(key(2)));
        assertThat(audit.verify(STUDY).records()).isEqualTo(RECORDS);
    }

    @Test
    void missesRecordsAtTheEndOfASegment() throws IOException {
        List<String> lines = Files.readAllLines(file(2));
        Files.writeString(file(2), String.join("\n", lines.subList(0, 3)) + "\n", StandardCharsets.UTF_8);

        assertThat(audit.verify(STUDY).problem()).startsWith("Ledger segment %s does not follow".formatted(key(3)));
    }

    @Test
    void seesASegmentThatWasWrittenAnew() throws IOException {
        Files.delete(file(2));
        append(2, "0".repeat(64));

        assertThat(audit.verify(STUDY).problem()).startsWith("Ledger segment %s does not follow".formatted(key(2)));
    }

    @Test
    void seesASegmentOfAnotherPlace() throws IOException {
        Files.write(file(3), Files.readAllBytes(file(2)));

        assertThat(audit.verify(STUDY).problem())
                .isEqualTo("Ledger segment %s is segment 2 of study 'digits'.".formatted(key(3)));
    }

    @Test
    void missesTheLastSegmentOnceTheStudyHasEnded() throws IOException {
        Files.delete(file(3));
        assertThat(audit.verify(STUDY).problem()).isNull();

        end();

        assertThat(audit.verify(STUDY).problem()).isEqualTo("The study ended with 3 ledger segments; there are 2.");
    }

    @Test
    void seesALastSegmentThatIsAnother() throws IOException {
        end();
        Files.delete(file(3));
        ledger.append(new AppendRequest(STUDY, 3, secondHash(), List.of(trialRecord(99)), List.of()));

        assertThat(audit.verify(STUDY).problem())
                .isEqualTo("The last ledger segment is not the one that the study ended with.");
    }

    @Test
    void knowsNoOtherStudy() {
        assertThatExceptionOfType(UnknownStudyException.class).isThrownBy(() -> audit.verify("other"));
    }

    private String secondHash() throws IOException {
        return Hashes.sha256(file(2));
    }

    private Segment append(int number, String previous) {
        return ledger.append(new AppendRequest(
                STUDY,
                number,
                previous,
                IntStream.range(0, RECORDS)
                        .mapToObj(i -> trialRecord(number * RECORDS + i))
                        .toList(),
                List.of()));
    }

    private static LedgerRecord trialRecord(int id) {
        return SampleStudy.told(
                SampleStudy.trial(id, TrialState.COMPLETED, 9, Map.of("val_accuracy", 0.9)),
                List.of("studies/é/" + id));
    }

    private void end() {
        ledger.finish(new StudyDocument(
                SampleStudy.maximising(),
                "digest",
                new StudyResult(StudyStatus.COMPLETED, Map.of(), null, null),
                List.of(),
                null,
                SEGMENTS,
                last.sha256(),
                1,
                2));
    }

    private static String key(int number) {
        return ArtifactKeys.segment(STUDY, number);
    }

    private Path file(int number) {
        return folder.resolve(key(number));
    }
}
