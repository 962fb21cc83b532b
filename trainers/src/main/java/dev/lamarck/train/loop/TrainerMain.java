package dev.lamarck.train.loop;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.train.engine.StepCompiler;
import dev.lamarck.train.engine.TorchStepCompiler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The warm trainer process of a worker's slot. Each line of standard input is a JSON object: one with LAMARCK_REQUEST and
 * the other variables of an attempt asks for work; {@code {"yield":true}} asks to stop the work at hand with a checkpoint.
 * The end of standard input means that the worker is gone.
 */
public final class TrainerMain {

    private static final Logger LOG = LoggerFactory.getLogger(TrainerMain.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String END = "";

    private TrainerMain() {}

    public static void main(String[] arguments) throws InterruptedException {
        BlockingQueue<String> requests = new LinkedBlockingQueue<>();
        AtomicBoolean yield = new AtomicBoolean();
        Thread.ofPlatform().daemon().name("requests").start(() -> listen(requests, yield));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> yield.set(true)));
        try (StepCompiler compiler = new TorchStepCompiler()) {
            Trainer trainer = new Trainer(compiler, yield);
            for (String line = requests.take(); !line.equals(END); line = requests.take()) {
                yield.set(false);
                trainer.answer(attempt(JSON.readTree(line)));
            }
        } catch (IOException e) {
            LOG.error("A request is not JSON", e);
            System.exit(1);
        }
    }

    private static void listen(BlockingQueue<String> requests, AtomicBoolean yield) {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                if (line.contains("\"LAMARCK_REQUEST\"")) {
                    requests.add(line);
                } else {
                    yield.set(true);
                }
            }
        } catch (IOException e) {
            LOG.warn("Standard input broke", e);
        }
        requests.add(END);
        yield.set(true);
    }

    private static Trainer.Attempt attempt(JsonNode line) {
        JsonNode from = line.get("LAMARCK_CHECKPOINT_IN");
        return new Trainer.Attempt(
                Path.of(line.path("LAMARCK_REQUEST").asText()),
                Path.of(line.path("LAMARCK_REPORT").asText()),
                from == null || from.isNull() ? null : Path.of(from.asText()),
                Path.of(line.path("LAMARCK_CHECKPOINT_OUT").asText()),
                Path.of(line.path("LAMARCK_ARTIFACTS").asText()));
    }
}
