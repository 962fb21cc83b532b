package dev.lamarck.worker;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.train.loop.TrainerMain;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A warm trainer process under its wrapper. What kills it leaves the worker alive; what kills the worker ends it. */
final class TrainerProcess {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerProcess.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final int GRACE_SECONDS = 10;
    private static final int LOCKED = 75;
    private static final String KEPT_BYTES = Integer.toString(256 << 20);

    private final Process process;
    private final BufferedWriter input;
    private int attempts;

    private TrainerProcess(Process process) {
        this.process = process;
        this.input = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
    }

    /**
     * Starts a trainer.
     *
     * @param folder of the slot: its lock and its log
     * @param home where PyTorch's libraries are unpacked
     */
    static TrainerProcess start(Path wrapper, Path folder, Path home, int threads) throws IOException {
        Files.createDirectories(folder);
        List<String> command = new ArrayList<>(List.of(
                "bash", wrapper.toString(), folder.resolve("slot.lock").toString(), Integer.toString(GRACE_SECONDS)));
        JavaProcess java = java(threads);
        command.addAll(java.command());
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(folder).toFile()));
        Map<String, String> environment = builder.environment();
        environment.putAll(java.environment());
        // Without the first two, idle threads of OpenMP spin: a factor of 27 on a busy machine. The next two keep the
        // memory of large tensors for the next step: given back and faulted in again, a step of a convolutional network
        // costs up to a fifth more. Only both together: one alone switches the allocator's own adaption off.
        environment.put("OMP_WAIT_POLICY", "PASSIVE");
        environment.put("GOMP_SPINCOUNT", "0");
        environment.put("MALLOC_MMAP_THRESHOLD_", KEPT_BYTES);
        environment.put("MALLOC_TRIM_THRESHOLD_", KEPT_BYTES);
        environment.put("OMP_NUM_THREADS", Integer.toString(threads));
        environment.put("DJL_CACHE_DIR", home.resolve("djl").toString());
        environment.put("DJL_OFFLINE", "true");
        environment.put("OPT_OUT_TRACKING", "true");
        return new TrainerProcess(builder.start());
    }

    static Path log(Path folder) {
        return folder.resolve("trainer.log");
    }

    void send(Attempt attempt) throws IOException {
        attempts++;
        Map<String, String> line = new LinkedHashMap<>();
        line.put("LAMARCK_REQUEST", attempt.request().toString());
        line.put("LAMARCK_REPORT", attempt.report().toString());
        if (attempt.checkpointIn() != null) {
            line.put("LAMARCK_CHECKPOINT_IN", attempt.checkpointIn().toString());
        }
        line.put("LAMARCK_CHECKPOINT_OUT", attempt.checkpointOut().toString());
        line.put("LAMARCK_ARTIFACTS", attempt.artifacts().toString());
        write(JSON.writeValueAsString(line));
    }

    void requestYield() throws IOException {
        write("{\"yield\":true}");
    }

    boolean isAlive() {
        return process.isAlive();
    }

    int attempts() {
        return attempts;
    }

    /** True if it ended because a trainer of an earlier worker still holds the slot. */
    boolean foundSlotLocked() {
        return !process.isAlive() && process.exitValue() == LOCKED;
    }

    String describeExit() {
        return process.isAlive() ? "running" : "exit code " + process.exitValue();
    }

    /** Ends it: the wrapper sends TERM and, after the grace time, KILL. Does not wait. */
    void stop() {
        try {
            input.close();
        } catch (IOException e) {
            LOG.debug("The trainer's input was closed already", e);
        }
    }

    private void write(String line) throws IOException {
        input.write(line);
        input.newLine();
        input.flush();
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
