package dev.lamarck.ledger;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.search.study.Trial;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads studies: ended trials from the ledger, living ones from the server where it answers. */
public final class StudyReader {

    private final Ledger ledger;
    private final Function<String, Optional<StudySummary>> live;

    /**
     * A reader.
     *
     * @param live how a study stands by the server's account; empty if it does not know or answer
     */
    public StudyReader(ArtifactStore store, Function<String, Optional<StudySummary>> live) {
        this.ledger = new Ledger(store);
        this.live = live;
    }

    /** The names of all studies that have begun. */
    public List<String> names() {
        return ledger.studies();
    }

    public Ledger ledger() {
        return ledger;
    }

    /**
     * What was asked for.
     *
     * @throws UnknownStudyException if there is no such study
     */
    public StudyRequest job(String name) {
        return ledger.job(name).orElseThrow(() -> new UnknownStudyException(name));
    }

    /** The document of a study that has ended. */
    public Optional<StudyDocument> document(String name) {
        return ledger.document(name);
    }

    /** How the study stands by the server's account; empty if no server or engine answers. */
    public Optional<StudySummary> summary(String name) {
        return live.apply(name);
    }

    /** All trials by id. */
    public Collection<Trial> trials(String name) {
        job(name);
        Map<Integer, Trial> trials = new TreeMap<>();
        for (TrialRecord trialRecord : ledger.trials(name).values()) {
            trials.put(trialRecord.trial().id(), trialRecord.trial());
        }
        if (document(name).isEmpty()) {
            summary(name).ifPresent(summary -> {
                summary.recent().forEach(trial -> trials.put(trial.id(), trial));
                summary.live().forEach(trial -> trials.put(trial.id(), trial));
            });
        }
        return trials.values();
    }

    /** One line of a study's history. */
    public List<Map<String, @Nullable Object>> history(String name) {
        StudyDocument document = document(name).orElse(null);
        if (document == null) {
            job(name);
            return List.of();
        }
        WinnerResult winner = document.result().winner();
        String metric = document.spec().objective().metric();
        List<Map<String, @Nullable Object>> history = new ArrayList<>();
        for (int i = 0; i < document.incumbents().size(); i++) {
            StudyDocument.Incumbent incumbent = document.incumbents().get(i);
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("seconds", incumbent.seconds());
            line.put("trial", incumbent.trial());
            line.put(metric, incumbent.value());
            line.put(
                    "test_accuracy",
                    winner != null && i < winner.incumbentTests().size()
                            ? winner.incumbentTests().get(i).get("test_accuracy")
                            : null);
            history.add(line);
        }
        return history;
    }
}
