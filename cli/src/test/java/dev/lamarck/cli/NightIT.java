package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpServer;
import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.cli.stack.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Nights on the real stack: data that changes, verdicts, and the death of engine and MLflow at the worst moment. */
@ExtendWith(SharedStack.class)
class NightIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final String SECRET = "a secret of the test";
    private static final String STUDY = """
            apiVersion: lamarck/v1
            kind: Study
            name: %1$s
            data: {idx: feed}
            trainer: {preset: mlp-128}
            space:
              learning_rate: {float: [%2$s, %3$s], log: true}
            pruner: {name: none, max: %4$d}
            budget: {trials: 2, parallel: 2}
            winner: {top: 1, seeds: 1}
            """;
    private static final String NIGHTLY = """
            apiVersion: lamarck/v1
            kind: Nightly
            name: %s
            schedule: {cron: "0 2 1 1 *"}
            study: %s
            notify: [{on: [PROMOTED, ABORTED], webhook: env:LAMARCK_TEST_WEBHOOK, secret: env:LAMARCK_TEST_SECRET}]
            """;

    private static final BlockingQueue<JsonNode> HEARD = new LinkedBlockingQueue<>();
    private static HttpServer receiver;
    private static OwnStack stack;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        receiver.createContext("/", exchange -> {
            byte[] body = exchange.getRequestBody().readAllBytes();
            String signature = exchange.getRequestHeaders().getFirst("X-Lamarck-Signature");
            boolean authentic = ("sha256=" + hmac(body)).equals(signature);
            exchange.sendResponseHeaders(authentic ? 204 : 403, -1);
            if (authentic) {
                HEARD.add(new JsonMapper().readTree(body));
            }
            exchange.close();
        });
        receiver.start();
        String address =
                "http://127.0.0.1:%d/verdicts".formatted(receiver.getAddress().getPort());
        stack = new OwnStack("nights", Map.of("LAMARCK_TEST_WEBHOOK", address, "LAMARCK_TEST_SECRET", SECRET));
        stack.start();
    }

    @AfterAll
    static void stop() throws Exception {
        stack.down();
        receiver.stop(0);
    }

    @Test
    void threeNightsInARow() throws Exception {
        feed(false);
        create("row", "1e-3", "1e-2", 3);

        JsonNode first = trigger("row", 0);
        JsonNode second = trigger("row", 0, 7);
        String champion = stack.mlflow().aliased("row", "champion");
        feed(true);
        JsonNode third = trigger("row", 1, 7);

        assertThat(first.path("verdict").asText()).isEqualTo("PROMOTED");
        assertThat(first.path("challenger").asText()).isEqualTo("1");
        assertThat(second.path("verdict").asText()).isIn("KEPT", "PROMOTED");
        assertThat(second.path("fingerprint")).isEqualTo(first.path("fingerprint"));
        assertThat(second.path("comparison").path("rows").asInt()).isPositive();
        assertThat(third.path("verdict").asText()).isIn("ABORTED", "KEPT");
        assertThat(third.path("fingerprint")).isNotEqualTo(first.path("fingerprint"));
        assertThat(stack.mlflow().aliased("row", "champion")).isEqualTo(champion);
        assertThat(heard(first.path("night").asText())).isEqualTo("PROMOTED");
        assertOnRecord(List.of(third, second, first));
        assertWarmStart(second.path("night").asText());
    }

    /** History, MLflow and the schedule tell the same. */
    private static void assertOnRecord(List<JsonNode> nights) throws Exception {
        JsonNode history = stack.run("nightly", "history", "row", "-o", "json").json();
        assertThat(history).containsExactlyElementsOf(nights);
        List<JsonNode> runs = stack.mlflow().runs("row").stream()
                .filter(run -> MlflowReader.tag(run, "lamarck.role").equals("night"))
                .toList();
        assertThat(runs).hasSize(3);
        for (JsonNode night : nights) {
            JsonNode run = runs.stream()
                    .filter(candidate -> MlflowReader.tag(candidate, "lamarck.study")
                            .equals(night.path("night").asText()))
                    .findFirst()
                    .orElseThrow();
            assertThat(MlflowReader.tag(run, "lamarck.verdict"))
                    .isEqualTo(night.path("verdict").asText());
            assertThat(MlflowReader.tag(run, "mlflow.note.content"))
                    .contains(night.path("reason").asText());
        }
        JsonNode list = stack.run("nightly", "list", "-o", "json").json();
        assertThat(list).anySatisfy(entry -> {
            assertThat(entry.path("nightly").asText()).isEqualTo("row");
            assertThat(entry.path("state").asText()).isEqualTo("active");
        });
    }

    private static void assertWarmStart(String study) throws Exception {
        JsonNode trials = stack.run("trial", "list", study, "-o", "json").json();
        assertThat(trials.get(0).path("operator").asText()).isEqualTo("warm-start");
    }

    @Test
    void anEngineAndAnMlflowThatDieBetweenTestAndPromotionPromoteOnce() throws Exception {
        feed(false);
        create("crash", "1e-6", "2e-6", 1);
        trigger("crash", 0);
        stack.run("nightly", "delete", "crash");
        create("crash", "1e-3", "1e-2", 9);
        ProcessHandle worker = stack.process("worker");
        CommandLineProcess.Result begun = stack.run("nightly", "trigger", "crash");
        assertThat(begun.exitCode()).as(begun.err()).isZero();
        String study = studyAfterFirst();
        await(
                "the study is done",
                () -> stack.store().get(ArtifactKeys.studyDocument(study)).isPresent());
        signal("-STOP", worker);
        await("the challenger is registered", () -> alias("crash", "challenger").equals("2"));

        stack.kill("mlflow");
        signal("-CONT", worker);
        await("the gate has spoken", () -> phase("crash").equals("promoting"));
        stack.kill("engine");
        stack.up();

        await("the verdict is on record", () -> verdicts("crash").size() == 2);
        assertThat(verdicts("crash")).containsExactly("PROMOTED", "PROMOTED");
        await("the alias has moved", () -> alias("crash", "champion").equals("2"));
        assertThat(alias("crash", "previous")).isEqualTo("1");
        assertThat(alias("crash", "challenger")).isEmpty();
        JsonNode promotions =
                stack.run("champion", "history", "crash", "-o", "json").json();
        assertThat(promotions.findValuesAsText("version")).containsExactly("2", "1");
        CommandLineProcess.Result back = stack.run("champion", "rollback", "crash", "--reason", "the test says so");
        assertThat(back.exitCode()).as(back.err()).isZero();
        JsonNode shown = stack.run("champion", "show", "crash", "-o", "json").json();
        assertThat(shown.path("champion").path("version").asText()).isEqualTo("1");
        assertThat(shown.path("previous").path("version").asText()).isEqualTo("2");
    }

    private void create(String name, String lowRate, String highRate, int epochs) throws Exception {
        Files.writeString(folder.resolve(name + ".yaml"), STUDY.formatted(name, lowRate, highRate, epochs));
        Path file = Files.writeString(folder.resolve("nightly.yaml"), NIGHTLY.formatted(name, name + ".yaml"));
        CommandLineProcess.Result created = stack.run("nightly", "create", file.toString());
        assertThat(created.exitCode()).as(created.err()).isZero();
    }

    /** The digits as a folder of IDX files, as a feed would leave them; or with their labels in another order. */
    private void feed(boolean shuffled) throws IOException {
        Path feed = Files.createDirectories(folder.resolve("feed"));
        Path source = CommandLineProcess.PROJECT.resolve("trainers/src/main/resources/dev/lamarck/train/data");
        Files.write(
                feed.resolve("train-images-idx3-ubyte.gz"),
                Files.readAllBytes(source.resolve("digits-images-idx3-ubyte.gz")));
        byte[] labels = Files.readAllBytes(source.resolve("digits-labels-idx1-ubyte.gz"));
        Files.write(feed.resolve("train-labels-idx1-ubyte.gz"), shuffled ? ShuffledLabels.of(labels) : labels);
    }

    private static JsonNode trigger(String name, Integer... exitCodes) throws Exception {
        CommandLineProcess.Result night =
                stack.run("nightly", "trigger", name, "--wait", "--timeout", "300", "-o", "json");
        assertThat(night.exitCode()).as(night.out() + night.err()).isIn((Object[]) exitCodes);
        // The record is complete a moment after the verdict, and only then may the next night begin.
        await("the night has ended", () -> describe(name).path("running").isNull());
        return night.json();
    }

    private static String heard(String night) throws InterruptedException {
        for (JsonNode message = HEARD.poll(60, TimeUnit.SECONDS);
                message != null;
                message = HEARD.poll(60, TimeUnit.SECONDS)) {
            if (message.path("night").asText().equals(night)) {
                return message.path("verdict").asText();
            }
        }
        return "nothing";
    }

    private static String studyAfterFirst() throws Exception {
        List<String> found = new ArrayList<>();
        await("the second study has begun", () -> {
            found.clear();
            stack.store().list("studies/crash-").stream()
                    .filter(key -> key.endsWith("/job.json"))
                    .map(key -> key.split("/")[1])
                    .forEach(found::add);
            return found.size() == 2;
        });
        return found.stream().sorted().toList().getLast();
    }

    private static JsonNode describe(String name) throws Exception {
        return stack.run("nightly", "describe", name, "-o", "json").json();
    }

    private static String phase(String name) throws Exception {
        return describe(name).path("phase").asText();
    }

    private static String alias(String model, String alias) throws Exception {
        return stack.mlflow().aliased(model, alias);
    }

    private static List<String> verdicts(String name) throws Exception {
        List<String> verdicts = new ArrayList<>();
        stack.run("nightly", "history", name, "-o", "json")
                .json()
                .forEach(night -> verdicts.add(night.path("verdict").asText()));
        return verdicts;
    }

    private static void signal(String signal, ProcessHandle process) throws Exception {
        new ProcessBuilder("kill", signal, Long.toString(process.pid())).start().waitFor();
    }

    private interface Condition {
        boolean holds() throws Exception;
    }

    private static void await(String what, Condition condition) {
        boolean met = Await.until(
                () -> {
                    try {
                        return condition.holds();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (Exception e) {
                        throw new AssertionError(what, e);
                    }
                },
                () -> false,
                PATIENCE);
        assertThat(met).as(what).isTrue();
    }

    private static String hmac(byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }
}
