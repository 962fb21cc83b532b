package dev.lamarck.dashboard.page;

import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.study.Trial;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The record of studies, read once where it never changes. The server is asked at most once a second for each study, so
 * that many open pages cost no more than one.
 */
final class StudyRecords {

    private static final Duration FRESH = Duration.ofMillis(900);
    /** A server that is away is given time to come back: each question to it may wait for a while. */
    private static final Duration AWAY = Duration.ofSeconds(5);

    private static final Duration NAMES = Duration.ofSeconds(2);

    private static final int MOST_SEGMENTS = 5_000;
    private static final int MOST_STUDIES = 1_000;

    private final StudyReader reader;
    private final Clock clock;
    private final Recent<String, List<TrialRecord>> segments = new Recent<>(MOST_SEGMENTS);
    private final Recent<String, StudyRequest> jobs = new Recent<>(MOST_STUDIES);
    private final Recent<String, StudyDocument> documents = new Recent<>(MOST_STUDIES);
    private final Recent<String, Timed<Optional<StudySummary>>> summaries = new Recent<>(MOST_STUDIES);
    private final Recent<String, StudyState> ended = new Recent<>(MOST_STUDIES);
    private final Timed<List<String>> names;

    StudyRecords(StudyReader reader, Clock clock) {
        this.reader = reader;
        this.clock = clock;
        this.names = new Timed<>(reader::names, any -> NAMES, clock);
    }

    List<String> names() {
        return names.get();
    }

    /**
     * The job of a study.
     *
     * @throws dev.lamarck.ledger.UnknownStudyException if there is no such study
     */
    StudyRequest job(String study) {
        return jobs.get(study, reader::job);
    }

    Optional<StudyDocument> document(String study) {
        Optional<StudyDocument> held = documents.held(study);
        if (held.isPresent()) {
            return held;
        }
        Optional<StudyDocument> read = reader.document(study);
        read.ifPresent(document -> documents.hold(study, document));
        return read;
    }

    /** How a study that runs stands by the server's account; empty if it has ended or nobody answers. */
    Optional<StudySummary> summary(String study) {
        if (document(study).isPresent()) {
            return Optional.empty();
        }
        return summaries
                .get(
                        study,
                        name -> new Timed<>(
                                () -> reader.summary(name), answer -> answer.isPresent() ? FRESH : AWAY, clock))
                .get();
    }

    /** The winner, as soon as it is chosen; null before. */
    @Nullable
    WinnerResult winner(String study) {
        return winner(document(study).orElse(null), summary(study).orElse(null));
    }

    @Nullable
    static WinnerResult winner(@Nullable StudyDocument document, @Nullable StudySummary summary) {
        if (document != null) {
            return document.result().winner();
        }
        return summary == null ? null : summary.winner();
    }

    /** All that the ledger tells of trials, oldest first. */
    List<TrialRecord> records(String study) {
        List<TrialRecord> records = new ArrayList<>();
        for (String key : reader.ledger().segments(study)) {
            records.addAll(segments.get(key, reader.ledger()::changes));
        }
        return records;
    }

    /** What tells whether a study's page has changed. */
    StudyState state(String study) {
        // The ledger of a study that has ended does not grow: years of them are not to be listed every second.
        return document(study).isPresent()
                ? ended.get(study, name -> new StudyState(segments(name), true, Optional.empty()))
                : new StudyState(segments(study), false, summary(study));
    }

    private int segments(String study) {
        return reader.ledger().segments(study).size();
    }

    /** The trials by id: ended rungs from the ledger, what lives by the server's account. */
    static Map<Integer, Trial> trials(List<TrialRecord> records, Optional<StudySummary> summary) {
        Map<Integer, Trial> trials = new TreeMap<>();
        records.forEach(entry -> trials.put(entry.trial().id(), entry.trial()));
        summary.ifPresent(live -> {
            live.recent().forEach(trial -> trials.put(trial.id(), trial));
            live.live().forEach(trial -> trials.put(trial.id(), trial));
        });
        return trials;
    }
}
