package dev.lamarck.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.Judgement;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.Verdict;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NightsTest {

    @TempDir
    private Path folder;

    private FileArtifactStore store;
    private Nights nights;

    @BeforeEach
    void openStore() {
        store = FileArtifactStore.at(folder, 0);
        nights = new Nights(store);
    }

    @Test
    void knowsNoNightsAtFirst() {
        assertThat(nights.of("digits")).isEmpty();
        assertThat(nights.all()).isEmpty();
    }

    @Test
    void givesBackWhatItKeeps() {
        NightDocument night = new NightDocument(
                "digits",
                "digits-20260101-020000",
                Verdict.KEPT,
                "No evidence.",
                1,
                2,
                "model",
                "ab",
                "3",
                "4",
                new Comparison(10, 1, 2, 3, Map.of("accuracy", 0.5), Map.of("accuracy", 0.6)),
                new Judgement(Verdict.KEPT, "No evidence.", 0.5, 0.01, 0.1, List.of()));

        nights.keep(night);

        assertThat(nights.of("digits")).containsExactly(night);
    }

    @Test
    void listsTheNewestFirst() {
        nights.keep(night("digits", "digits-b", 2, "second"));
        nights.keep(night("digits", "digits-a", 3, "third"));
        nights.keep(night("digits", "digits-c", 1, "first"));

        assertThat(nights.of("digits")).extracting(NightDocument::reason).containsExactly("third", "second", "first");
    }

    @Test
    void keepsSelectionsApart() {
        nights.keep(night("digits", "digits-a", 1, "digits"));
        nights.keep(night("digits-2", "digits-2-a", 2, "other"));

        assertThat(nights.of("digits")).extracting(NightDocument::reason).containsExactly("digits");
        assertThat(nights.all()).extracting(NightDocument::reason).containsExactly("other", "digits");
    }

    @Test
    void doesNotChangeWhatItHasKept() {
        nights.keep(night("digits", "digits-a", 1, "as it was"));

        nights.keep(night("digits", "digits-a", 1, "rewritten"));

        assertThat(nights.of("digits")).extracting(NightDocument::reason).containsExactly("as it was");
    }

    @Test
    void namesANightThatIsNotReadable() {
        store.put("nights/digits/digits-a.json", "{".getBytes(StandardCharsets.UTF_8));

        assertThatExceptionOfType(LedgerException.class)
                .isThrownBy(() -> nights.of("digits"))
                .withMessage("nights/digits/digits-a.json holds no readable night.");
    }

    private static NightDocument night(String nightly, String name, long started, String reason) {
        return new NightDocument(
                nightly, name, Verdict.ABORTED, reason, started, 9, "model", null, null, null, null, null);
    }
}
