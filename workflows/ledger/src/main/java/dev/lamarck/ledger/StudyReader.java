package dev.lamarck.ledger;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyDocument.Incumbent;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Reads studies: ended trials from the ledger, living ones from the server where it answers. Where it does not, or has
 * forgotten the study, the ledger's events tell all that is known.
 */
public final class StudyReader {

    /** What {@link Recorded#summary} has as its phase if a server answers and no longer knows the study. */
    public static final String FORGOTTEN = "the server no longer knows it";

    /** What it has as its phase if no server or engine answers. */
    public static final String SILENT = "unknown: no engine answers";

    static final Comparator<Trial> RUNNING_FIRST = Comparator.<Trial>comparingInt(
                    trial -> trial.state() == TrialState.RUNNING ? 0 : 1)
            .thenComparingInt(Trial::id);

    private final Ledger ledger;
    private final LiveStudies server;

    /** A reader with a server behind it. */
    public StudyReader(ArtifactStore store, LiveStudies server) {
        this.ledger = new Ledger(store);
        this.server = server;
    }

    /**
     * A study as its ledger tells it.
     *
     * @param summary how it stood after the last event that is on record
     * @param living all trials that lived then
     * @param incumbents each trial that was the best when it ended a rung, oldest first
     * @param events how many are on record
     * @param lastMillis when the last one happened; 0 if there is none
     */
    public record Recorded(
            StudySummary summary, List<Trial> living, List<Incumbent> incumbents, int events, long lastMillis) {}

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

    /** How the study stands by the server's account; empty if no server or engine answers, or none knows it. */
    public Optional<StudySummary> summary(String name) {
        return server.summary(name);
    }

    /** Whether a server answers and has no such study any more. */
    public boolean isForgotten(String name) {
        return server.isForgotten(name);
    }

    /**
     * What the ledger alone tells; costs as much as the study has events. If one of them does not follow from those
     * before, the story ends there and its message says so.
     *
     * @throws UnknownStudyException if there is no such study
     */
    public Recorded recorded(String name) {
        Retelling story = new Retelling(job(name));
        String broken = tell(name, story);
        StudySummary told = story.summary(server.isForgotten(name) ? FORGOTTEN : SILENT, broken);
        return new Recorded(
                told, List.copyOf(story.state().live()), story.incumbents(), story.events(), story.lastMillis());
    }

    private @Nullable String tell(String name, Retelling story) {
        for (String key : ledger.segments(name)) {
            for (LedgerRecord next : ledger.records(key)) {
                if (story.apply(next) == null) {
                    return "Event %d of the ledger does not follow from those before; 'lamarck replay %s' says more."
                            .formatted(next.number(), name);
                }
            }
        }
        return null;
    }

    /** All trials by id. */
    public Collection<Trial> trials(String name) {
        job(name);
        Map<Integer, Trial> trials = new TreeMap<>();
        for (TrialRecord trialRecord : ledger.trials(name).values()) {
            trials.put(trialRecord.trial().id(), trialRecord.trial());
        }
        if (document(name).isPresent()) {
            return trials.values();
        }
        // In this order, since a trial may end while the pages of those that live are read.
        List<Trial> living = server.living(name);
        Optional<StudySummary> summary = summary(name);
        if (summary.isPresent()) {
            living.forEach(trial -> trials.put(trial.id(), trial));
            summary.get().recent().forEach(trial -> trials.put(trial.id(), trial));
        } else {
            recorded(name).living().forEach(trial -> trials.merge(trial.id(), trial, StudyReader::later));
        }
        return trials.values();
    }

    /** A trial that is on record as ended does not live. */
    private static Trial later(Trial onRecord, Trial told) {
        return onRecord.state().isTerminal() ? onRecord : told;
    }

    /** The space that trials come from now: the job's, or what it was changed to. */
    public SearchSpace space(String name) {
        SearchSpace first = job(name).spec().space();
        for (String key : ledger.segments(name).reversed()) {
            for (LedgerRecord next : ledger.records(key).reversed()) {
                if (next.event() instanceof StudyEvent.SpaceChanged changed) {
                    return changed.space();
                }
            }
        }
        return first;
    }

    /** One line for each trial that was the best when it ended a rung, oldest first. */
    public List<Map<String, @Nullable Object>> history(String name) {
        String metric = job(name).spec().objective().metric();
        Optional<StudyDocument> document = document(name);
        List<Incumbent> incumbents = document.isPresent()
                ? document.get().incumbents()
                : recorded(name).incumbents();
        List<Map<String, Double>> tests = document.map(ended -> ended.result().winner())
                .map(WinnerResult::incumbentTests)
                .orElse(List.of());
        List<Map<String, @Nullable Object>> history = new ArrayList<>();
        for (int i = 0; i < incumbents.size(); i++) {
            Map<String, @Nullable Object> line = new LinkedHashMap<>();
            line.put("seconds", incumbents.get(i).seconds());
            line.put("trial", incumbents.get(i).trial());
            line.put(metric, incumbents.get(i).value());
            line.put("test_accuracy", i < tests.size() ? tests.get(i).get("test_accuracy") : null);
            history.add(line);
        }
        return history;
    }
}
