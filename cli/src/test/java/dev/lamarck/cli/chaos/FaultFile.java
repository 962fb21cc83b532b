package dev.lamarck.cli.chaos;

import dev.lamarck.cli.chaos.agent.FaultAgent;
import dev.lamarck.cli.chaos.agent.InjectedFaults;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** Tells the agent within one process which clock and which disk it has. */
final class FaultFile {

    private static final long TRUE_SIZE = -1;

    private final Path file;
    private long offsetMillis;
    private long freeBytes = TRUE_SIZE;

    FaultFile(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.resolveSibling(""));
        write();
    }

    /** The flag by which a virtual machine takes the agent on. */
    String flag(Path agent) {
        return "-javaagent:%s=%s".formatted(agent, file);
    }

    /** Writes the agent as the jar that virtual machines ask for. */
    static void writeAgent(Path jar) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().putValue("Premain-Class", FaultAgent.class.getName());
        Files.createDirectories(jar.resolveSibling(""));
        try (OutputStream out = Files.newOutputStream(jar);
                JarOutputStream entries = new JarOutputStream(out, manifest)) {
            for (Class<?> type : List.of(FaultAgent.class, InjectedFaults.class)) {
                String name = type.getName().replace('.', '/') + ".class";
                entries.putNextEntry(new JarEntry(name));
                try (InputStream in = type.getResourceAsStream("/" + name)) {
                    if (in == null) {
                        throw new IllegalStateException(name + " is not on the class path");
                    }
                    in.transferTo(entries);
                }
                entries.closeEntry();
            }
        }
    }

    synchronized void jump(long millis) throws IOException {
        offsetMillis = millis;
        write();
    }

    synchronized void fillDisk() throws IOException {
        freeBytes = 0;
        write();
    }

    synchronized void emptyDisk() throws IOException {
        freeBytes = TRUE_SIZE;
        write();
    }

    private void write() throws IOException {
        Path draft = Files.createTempFile(file.resolveSibling(""), "faults", ".txt");
        Files.writeString(draft, offsetMillis + " " + freeBytes);
        Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }
}
