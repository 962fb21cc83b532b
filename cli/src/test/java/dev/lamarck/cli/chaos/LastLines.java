package dev.lamarck.cli.chaos;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Prints a file when the virtual machine ends. Run within Maven's own, it prints the table of a suite below everything that
 * Maven has to say; so it is compiled for the oldest Java that Maven may run on.
 */
public final class LastLines {

    private LastLines() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Path.of(arguments[0]);
        Files.deleteIfExists(file);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> print(file)));
    }

    private static void print(Path file) {
        if (!Files.exists(file)) {
            return;
        }
        try (OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            Files.copy(file, out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
