package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Another process that uses a store; with its own classes started by {@link #start}. */
public final class StoreProcess implements AutoCloseable {

    static final int HALTED = 137;

    private final Process process;
    private final BufferedReader out;

    private StoreProcess(Process process) {
        this.process = process;
        this.out = process.inputReader();
    }

    static StoreProcess start(Map<String, String> environment, List<String> flags, String... arguments)
            throws IOException {
        return start(environment, List.of(), flags, arguments);
    }

    /** @param before a command that runs the process, such as a shell that sets limits */
    static StoreProcess start(
            Map<String, String> environment, List<String> before, List<String> flags, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(before);
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.addAll(flags);
        command.add(StoreProcess.class.getName());
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().putAll(environment);
        return new StoreProcess(builder.start());
    }

    /** The next line that it writes. */
    String line() throws IOException {
        return out.readLine();
    }

    void go() throws IOException {
        process.outputWriter().append("go\n").flush();
    }

    /** All that it writes, until it ends with that status. */
    List<String> lines(int status) throws IOException, InterruptedException {
        List<String> lines = out.readAllLines();
        assertThat(process.waitFor()).as("exit status of %s", process.info()).isEqualTo(status);
        return lines;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** COMMAND ADDRESS CACHE and what the command takes. */
    public static void main(String[] arguments) throws IOException {
        ArtifactStore store = ArtifactStores.open(arguments[1], Path.of(arguments[2]), System.getenv());
        switch (arguments[0]) {
            case "halt" -> ArtifactFolder.write(new HaltingStore(store), arguments[3], Path.of(arguments[4]));
            case "race" -> race(store, arguments[3], Integer.parseInt(arguments[4]));
            case "big" -> {
                System.out.println(store.put(arguments[3], Path.of(arguments[4])));
                System.out.println(Hashes.sha256(store.fetch(arguments[3])));
            }
            // A small disk has less free than is left free elsewhere.
            case "fill" ->
                put(FileArtifactStore.at(Path.of(arguments[1]), Long.MIN_VALUE), arguments[3], Path.of(arguments[4]));
            case "put" -> put(store, arguments[3], Path.of(arguments[4]));
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    /** Prints what it won. Each process has an order of its own: the faster one does not win everything. */
    private static void race(ArtifactStore store, String name, int keys) throws IOException {
        store.get("ready");
        System.out.println("ready");
        assertThat(System.in.read()).isPositive();
        List<Integer> order = IntStream.range(0, keys).boxed().collect(Collectors.toList());
        Collections.shuffle(order, new Random(name.hashCode()));
        for (int i : order) {
            if (store.put("race/" + i, name.getBytes(StandardCharsets.UTF_8))) {
                System.out.println(i);
            }
        }
    }

    private static void put(ArtifactStore store, String key, Path file) throws IOException {
        try {
            System.out.println(store.put(key, Files.readAllBytes(file)));
        } catch (ArtifactException e) {
            System.out.println(e.getClass().getSimpleName() + ": " + e.getMessage());
        }
        System.out.println(store.get(key).isPresent());
        System.out.println(store.list(""));
    }

    /** Ends its process, as a kill does, where a folder would get its manifest. */
    private record HaltingStore(ArtifactStore store) implements ArtifactStore {

        @Override
        public boolean put(String key, byte[] bytes) {
            Runtime.getRuntime().halt(HALTED);
            return false;
        }

        @Override
        public boolean put(String key, Path file) {
            return store.put(key, file);
        }

        @Override
        public Optional<byte[]> get(String key) {
            return store.get(key);
        }

        @Override
        public Path fetch(String key) {
            return store.fetch(key);
        }

        @Override
        public List<String> list(String prefix) {
            return store.list(prefix);
        }

        @Override
        public List<String> folders(String folder) {
            return store.folders(folder);
        }

        @Override
        public void delete(String key) {
            store.delete(key);
        }
    }
}
