package dev.lamarck.worker;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.train.loop.TrainerMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A warm trainer process: it answers one attempt after the other. */
final class TrainerProcess {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String KEPT_BYTES = Integer.toString(256 << 20);
    private static final long MOST_LOG_BYTES = 10L << 20;

    private final WrappedProcess process;
    private int attempts;

    private TrainerProcess(WrappedProcess process) {
        this.process = process;
    }

    /**
     * Starts a trainer.
     *
     * @param folder of the slot: its lock and its log
     * @param home where PyTorch's libraries are unpacked
     */
    static TrainerProcess start(Path wrapper, Path folder, Path home, int threads) throws IOException {
        Files.createDirectories(folder);
        if (Files.exists(log(folder)) && Files.size(log(folder)) > MOST_LOG_BYTES) {
            Files.delete(log(folder));
        }
        JavaProcess java = java(threads);
        Map<String, String> environment = new HashMap<>(System.getenv());
        environment.putAll(java.environment());
        // Without the first two, idle threads of OpenMP spin: a factor of 27 on a busy machine. The next two keep the
        // memory of large tensors for the next step: given back and faulted in again, a step of a convolutional network
        // costs up to a fifth more. Only both together: one alone switches the allocator's own adaption off.
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        environment.put("GOMP_SPINCOUNT", "0");
        environment.put("MALLOC_MMAP_THRESHOLD_", KEPT_BYTES);
        environment.put("MALLOC_TRIM_THRESHOLD_", KEPT_BYTES);
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        environment.put("DJL_CACHE_DIR", home.resolve("djl").toAbsolutePath().toString());
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        return new TrainerProcess(WrappedProcess.start(
                new WrappedProcess.Start(
                        wrapper, folder, WrappedProcess.Ear.LINES, Duration.ZERO, java.command(), environment),
                ProcessBuilder.Redirect.appendTo(log(folder).toFile()),
                Path.of("").toAbsolutePath()));
    }

    static Path log(Path folder) {
        return folder.resolve("trainer.log");
    }

    /** Begins an attempt under a lease. */
    void send(Attempt attempt, Duration lease) throws IOException {
        attempts++;
        process.lease(lease);
        process.send(JSON.writeValueAsString(attempt.variables()));
    }

    void requestYield() {
        process.send("{\"yield\":true}");
    }

    WrappedProcess process() {
        return process;
    }

    int attempts() {
        return attempts;
    }

    private static JavaProcess java(int threads) {
        return JavaProcess.of(
                TrainerMain.class.getName(),
                List.of(
                        "-XX:TieredStopAtLevel=1",
                        "-Dai.djl.pytorch.num_threads=" + threads,
                        "-Dai.djl.pytorch.num_interop_threads=1",
                        "-Dlogback.configurationFile=lamarck-trainer-logback.xml"));
    }
}
