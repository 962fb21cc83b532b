package dev.lamarck.ledger;

import dev.lamarck.artifacts.Hashes;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.Payloads;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a ledger segment: a line of JSON for its head and one for each record, {@code {"hash":…,"content":…}}. A
 * line's hash is the SHA-256 of the hash of the line before (of nothing for the head) and of the content's bytes, so that
 * the first line that was changed is known, whatever was changed in it.
 */
final class SegmentText {

    private static final String HASH = "{\"hash\":\"";
    private static final String CONTENT = "\",\"content\":";
    private static final String END = "}";
    private static final int HASH_LENGTH = 64;

    /**
     * The first line.
     *
     * @param segment its number, from 1
     * @param previous the SHA-256 of the bytes of the segment before; empty for the first
     */
    record Head(String study, int segment, String previous) {}

    record Segment(Head head, List<LedgerRecord> records) {}

    private SegmentText() {}

    static byte[] write(Segment segment) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        String hash = line(bytes, "", segment.head());
        for (LedgerRecord ledgerRecord : segment.records()) {
            hash = line(bytes, hash, ledgerRecord);
        }
        return bytes.toByteArray();
    }

    /**
     * The segment that the bytes are.
     *
     * @throws LedgerException naming the first line that is not as it was written
     */
    static Segment read(String key, byte[] bytes) {
        Head head = null;
        List<LedgerRecord> records = new ArrayList<>();
        String hash = "";
        int start = 0;
        for (int number = 0; start < bytes.length; number++) {
            int end = start;
            while (end < bytes.length && bytes[end] != '\n') {
                end++;
            }
            String line = new String(bytes, start, end - start, StandardCharsets.UTF_8);
            String content = content(line);
            String expected = content == null ? "" : chained(hash, content);
            if (content == null || end == bytes.length || !line.startsWith(expected, HASH.length())) {
                throw changed(key, number);
            }
            if (number == 0) {
                head = parse(content, Head.class, key);
            } else {
                records.add(parse(content, LedgerRecord.class, key));
            }
            hash = expected;
            start = end + 1;
        }
        if (head == null) {
            throw new LedgerException("Ledger segment %s is empty.".formatted(key));
        }
        return new Segment(head, records);
    }

    private static String line(ByteArrayOutputStream bytes, String before, Object value) {
        String content = Payloads.text(value);
        String hash = chained(before, content);
        bytes.writeBytes((HASH + hash + CONTENT + content + END + "\n").getBytes(StandardCharsets.UTF_8));
        return hash;
    }

    /** What stands within the frame of a line; null if the frame is broken. */
    private static @Nullable String content(String line) {
        int from = HASH.length() + HASH_LENGTH;
        boolean framed = line.startsWith(HASH) && line.startsWith(CONTENT, from) && line.endsWith(END);
        return framed && line.length() > from + CONTENT.length()
                ? line.substring(from + CONTENT.length(), line.length() - END.length())
                : null;
    }

    private static String chained(String before, String content) {
        return Hashes.sha256((before + content).getBytes(StandardCharsets.UTF_8));
    }

    private static LedgerException changed(String key, int line) {
        return new LedgerException(
                line == 0
                        ? "The head of ledger segment %s was changed.".formatted(key)
                        : "Record %d of ledger segment %s was changed.".formatted(line, key));
    }

    private static <T> T parse(String content, Class<T> type, String key) {
        try {
            return Payloads.json().readValue(content, type);
        } catch (IOException e) {
            throw new LedgerException("%s holds no readable %s.".formatted(key, type.getSimpleName()), e);
        }
    }
}
