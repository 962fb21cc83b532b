package dev.lamarck.cli.chaos;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prints a file when the virtual machine ends. Run within Maven's own, it prints the table of a suite below everything that
 * Maven has to say; so it is compiled for the oldest Java that Maven may run on.
 */
public final class LastLines {

    private static final long SETTLE_MILLIS = 300;

    private LastLines() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Files.deleteIfExists(file);
        // Opened now: Maven closes its own at the end.
        OutputStream out = new FileOutputStream("/dev/fd/1", true);
        // The plugin destroys the group of the thread that this runs in, and nothing starts in a destroyed group.
        ThreadGroup top = Thread.currentThread().getThreadGroup();
        while (top.getParent() != null) {
            top = top.getParent();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(top, () -> print(file, out), "last-lines"));
    }

    private static void print(Path file, OutputStream out) {
        if (!Files.exists(file)) {
            return;
        }
        try (out) {
            // Maven resets the terminal's colours at the same time.
            Thread.sleep(SETTLE_MILLIS);
            out.write(System.lineSeparator().getBytes(StandardCharsets.UTF_8));
            Files.copy(file, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
