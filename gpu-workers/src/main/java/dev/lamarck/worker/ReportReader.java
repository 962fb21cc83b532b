package dev.lamarck.worker;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lamarck.search.study.FailureClass;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Follows the report of an attempt as the trainer writes it, line by line, each checked. */
final class ReportReader {

    private static final int MOST_BYTES_A_READ = 1 << 20;
    private static final int MOST_BYTES_A_LINE = 1 << 16;
    private static final long MOST_BYTES = 64L << 20;

    private final Path file;
    private final ReportLine lines;
    private final ByteArrayOutputStream partial = new ByteArrayOutputStream();
    private final List<String> accepted = new ArrayList<>();
    private long position;
    private int number;
    private @Nullable JsonNode last;

    /**
     * A reader.
     *
     * @param lines what a line may be
     */
    ReportReader(Path file, ReportLine lines) {
        this.file = file;
        this.lines = lines;
    }

    /**
     * Reads what is new.
     *
     * @return whether there was any line
     * @throws ReportException at a line that makes no sense; those before it count
     */
    boolean poll() throws IOException, ReportException {
        // A link or a pipe in its place could hold the worker up for ever.
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            return false;
        }
        ByteBuffer buffer;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            long size = channel.size() - position;
            if (size < 0) {
                throw broken("was cut short; lines are only appended to it");
            }
            buffer = ByteBuffer.allocate((int) Math.min(size, MOST_BYTES_A_READ));
            channel.read(buffer, position);
        }
        position += buffer.position();
        if (position > MOST_BYTES) {
            throw broken("is longer than %,d bytes".formatted(MOST_BYTES));
        }
        return take(buffer.array(), buffer.position());
    }

    /** The last step that is done, as far as was reported. */
    int step() {
        return lines.step();
    }

    /** Whether there are metrics of that step. */
    boolean isMeasured() {
        return lines.isMeasured();
    }

    /** The last metrics. */
    Map<String, Double> metrics() {
        return lines.metrics();
    }

    /** The line that ends the report: done, yielded or failed; null before. */
    @Nullable
    JsonNode last() {
        return last;
    }

    /** The lines that made sense, each with the time at which it was written or read. */
    List<String> accepted() {
        return List.copyOf(accepted);
    }

    private boolean take(byte[] bytes, int length) throws ReportException {
        boolean any = false;
        int start = 0;
        for (int i = 0; i < length; i++) {
            if (bytes[i] == '\n') {
                partial.write(bytes, start, i - start);
                start = i + 1;
                any = true;
                accept();
            }
        }
        partial.write(bytes, start, length - start);
        requireShort();
        return any;
    }

    private void accept() throws ReportException {
        number++;
        requireShort();
        String line = partial.toString(StandardCharsets.UTF_8);
        partial.reset();
        if (last != null || line.isBlank()) {
            return;
        }
        try {
            JsonNode node = lines.accept(line);
            accepted.add(node.toString());
            if (ReportLine.ends(node)) {
                last = node;
            }
        } catch (ReportException e) {
            throw new ReportException(e.failure(), "Line %d of the report %s".formatted(number, e.getMessage()));
        }
    }

    private void requireShort() throws ReportException {
        if (partial.size() > MOST_BYTES_A_LINE) {
            throw broken("has a line longer than %,d bytes".formatted(MOST_BYTES_A_LINE));
        }
    }

    private static ReportException broken(String what) {
        return new ReportException(FailureClass.USER_CODE, "The report " + what + ".");
    }
}
