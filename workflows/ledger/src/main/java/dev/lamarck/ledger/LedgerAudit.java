package dev.lamarck.ledger;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.Hashes;
import dev.lamarck.contract.StudyDocument;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Goes through the whole ledger of a study and says whether anything was changed, added or taken away since. */
public final class LedgerAudit {

    private final ArtifactStore store;
    private final Ledger ledger;

    public LedgerAudit(ArtifactStore store) {
        this.store = store;
        this.ledger = new Ledger(store);
    }

    /**
     * What was found.
     *
     * @param segments that are whole, from the first on
     * @param records in them
     * @param sealed whether the study's document says where the ledger ends; of a study that goes on, segments that were
     *     taken away at the end cannot be told from those that are yet to come
     * @param problem the first thing that is not as it was written; null if all is
     */
    public record Report(
            String study,
            int segments,
            int records,
            boolean sealed,
            @Nullable String problem) {}

    /**
     * Checks the ledger.
     *
     * @throws UnknownStudyException if there is no such study
     */
    public Report verify(String study) {
        if (ledger.job(study).isEmpty()) {
            throw new UnknownStudyException(study);
        }
        Optional<StudyDocument> document = ledger.document(study);
        Walk walk = new Walk(study, document);
        String problem = walk.problem(ledger.segments(study));
        return new Report(study, walk.segments, walk.records, document.isPresent(), problem);
    }

    /** From segment to segment. */
    private final class Walk {

        private final String study;
        private final Optional<StudyDocument> document;
        private int segments;
        private int records;
        private String previous = "";

        Walk(String study, Optional<StudyDocument> document) {
            this.study = study;
            this.document = document;
        }

        @Nullable
        String problem(List<String> keys) {
            for (String key : keys) {
                String expected = ArtifactKeys.segment(study, segments + 1);
                if (!key.equals(expected)) {
                    return "Ledger segment %s is missing.".formatted(expected);
                }
                String problem = problem(key, store.get(key).orElse(new byte[0]));
                if (problem != null) {
                    return problem;
                }
            }
            return document.map(this::atTheEnd).orElse(null);
        }

        private @Nullable String problem(String key, byte[] bytes) {
            SegmentText.Segment segment;
            try {
                segment = SegmentText.read(key, bytes);
            } catch (LedgerException e) {
                return e.getMessage();
            }
            SegmentText.Head head = segment.head();
            if (!head.study().equals(study) || head.segment() != segments + 1) {
                return "Ledger segment %s is segment %d of study '%s'.".formatted(key, head.segment(), head.study());
            }
            if (!head.previous().equals(previous)) {
                return "Ledger segment %s does not follow the one before: records were added or taken away, or a segment was written anew."
                        .formatted(key);
            }
            segments++;
            records += segment.records().size();
            previous = Hashes.sha256(bytes);
            return null;
        }

        private @Nullable String atTheEnd(StudyDocument ended) {
            if (ended.segments() != segments) {
                return "The study ended with %d ledger segments; there are %d.".formatted(ended.segments(), segments);
            }
            return ended.lastSegment().equals(previous)
                    ? null
                    : "The last ledger segment is not the one that the study ended with.";
        }
    }
}
