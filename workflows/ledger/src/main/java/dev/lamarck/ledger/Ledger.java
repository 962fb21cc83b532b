package dev.lamarck.ledger;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.Hashes;
import dev.lamarck.contract.LedgerActivities.AppendRequest;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.Segment;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The records of a study in the artifact store, in segments that each name the hash of the one before. A trial's latest
 * record counts. What was changed since it was written is refused at every reading.
 */
public final class Ledger {

    private final ArtifactStore store;

    public Ledger(ArtifactStore store) {
        this.store = store;
    }

    public Segment append(AppendRequest request) {
        SegmentText.Head head = new SegmentText.Head(request.study(), request.number(), request.previous());
        byte[] bytes = SegmentText.write(new SegmentText.Segment(head, request.records()));
        String key = ArtifactKeys.segment(request.study(), request.number());
        if (!store.put(key, bytes)) {
            requireSame(key, bytes);
        }
        return new Segment(key, Hashes.sha256(bytes));
    }

    public void begin(StudyRequest request) {
        store.put(
                ArtifactKeys.job(request.spec().name()), Payloads.text(request).getBytes(StandardCharsets.UTF_8));
    }

    public void finish(StudyDocument document) {
        store.put(
                ArtifactKeys.studyDocument(document.spec().name()),
                Payloads.text(document).getBytes(StandardCharsets.UTF_8));
    }

    /** The records of one segment, in order. */
    public List<LedgerRecord> read(Segment segment) {
        byte[] bytes = store.get(segment.key())
                .orElseThrow(() -> new LedgerException("There is no ledger segment %s.".formatted(segment.key())));
        if (!Hashes.sha256(bytes).equals(segment.sha256())) {
            throw new LedgerException(
                    "Ledger segment %s was changed: its SHA-256 is not %s.".formatted(segment.key(), segment.sha256()));
        }
        return SegmentText.read(segment.key(), bytes).records();
    }

    /** A segment that was found, and what it tells of trials, in order. */
    public record Part(Segment segment, List<TrialRecord> changes) {

        public Part {
            changes = List.copyOf(changes);
        }
    }

    /**
     * The segment of a number; empty if it is not written yet.
     *
     * @param previous the hash of the segment before; empty for the first
     * @throws LedgerException if it was changed, or does not follow on that one
     */
    public Optional<Part> part(String study, int number, String previous) {
        String key = ArtifactKeys.segment(study, number);
        return store.get(key).map(bytes -> {
            SegmentText.Segment segment = SegmentText.read(key, bytes);
            if (!segment.head().equals(new SegmentText.Head(study, number, previous))) {
                throw new LedgerException(
                        "Ledger segment %s does not follow on the segment whose SHA-256 is '%s': one of them was replaced. 'lamarck audit verify %s' says which."
                                .formatted(key, previous, study));
            }
            return new Part(new Segment(key, Hashes.sha256(bytes)), changes(segment.records()));
        });
    }

    /** The keys of a study's segments, oldest first; a segment never changes. */
    public List<String> segments(String study) {
        return store.list(ArtifactKeys.segments(study));
    }

    /** The records of the segment under a key, in order. */
    public List<LedgerRecord> records(String key) {
        return SegmentText.read(key, store.get(key).orElse(new byte[0])).records();
    }

    /** What a segment tells of trials, in order. */
    public List<TrialRecord> changes(Segment segment) {
        return changes(read(segment));
    }

    /** What the segment under a key tells of trials, in order. */
    public List<TrialRecord> changes(String key) {
        return changes(records(key));
    }

    /** The latest record of each trial that has ended a rung or its life, by id. */
    public Map<Integer, TrialRecord> trials(String study) {
        Map<Integer, TrialRecord> latest = new LinkedHashMap<>();
        for (String key : segments(study)) {
            changes(key).forEach(change -> latest.put(change.trial().id(), change));
        }
        return latest;
    }

    /** When the first event happened, in milliseconds since 1970; 0 if none is on record. */
    public long beganMillis(String study) {
        List<String> keys = segments(study);
        List<LedgerRecord> first = keys.isEmpty() ? List.of() : records(keys.getFirst());
        return first.isEmpty() ? 0 : first.getFirst().event().atMillis();
    }

    /** All folders that a trial's slices left, oldest first. */
    public List<String> slices(String study, int trial) {
        List<String> folders = new ArrayList<>();
        for (String key : segments(study)) {
            for (TrialRecord change : changes(key)) {
                if (change.trial().id() == trial) {
                    folders.addAll(change.slices());
                }
            }
        }
        return folders;
    }

    /** The job of a study that has begun. */
    public Optional<StudyRequest> job(String study) {
        return store.get(ArtifactKeys.job(study)).map(bytes -> parse(bytes, StudyRequest.class, study));
    }

    /** The document of a study that has ended. */
    public Optional<StudyDocument> document(String study) {
        return store.get(ArtifactKeys.studyDocument(study)).map(bytes -> parse(bytes, StudyDocument.class, study));
    }

    /** The names of all studies that have begun. */
    public List<String> studies() {
        return store.folders("studies");
    }

    private static List<TrialRecord> changes(List<LedgerRecord> records) {
        return records.stream().flatMap(entry -> entry.changed().stream()).toList();
    }

    private void requireSame(String key, byte[] bytes) {
        if (!Arrays.equals(store.get(key).orElse(new byte[0]), bytes)) {
            throw new LedgerException("Ledger segment %s exists with other records.".formatted(key));
        }
    }

    private static <T> T parse(byte[] bytes, Class<T> type, String where) {
        try {
            return Payloads.json().readValue(bytes, type);
        } catch (IOException e) {
            throw new LedgerException("%s holds no readable %s.".formatted(where, type.getSimpleName()), e);
        }
    }
}
