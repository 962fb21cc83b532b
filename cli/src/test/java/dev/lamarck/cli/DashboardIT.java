package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.cli.stack.Await;
import dev.lamarck.dashboard.Browser;
import dev.lamarck.dashboard.DrawnCharts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.OutputType;

/** The page, the report and MLflow's page of a real study, in a real browser. Pictures are left in target/pages. */
@ExtendWith(SharedStack.class)
class DashboardIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final String STUDY = "watched-in-a-browser";
    private static final String CLOTHES = "clothes-in-a-browser";

    /** Notes in the page when each trial's line first says that it has ended. */
    private static final String STOPWATCH = """
            (window.seen = {}, window.stopwatch = setInterval(() => {
              for (const row of document.querySelectorAll('#trials tbody tr')) {
                const id = row.querySelector('a').textContent;
                if (/completed|pruned/.test(row.textContent) && !(id in window.seen)) {
                  window.seen[id] = Date.now();
                }
              }
            }, 50)) && true""";

    @TempDir
    private static Path folder;

    private static Browser browser;
    private static Process server;
    private static String address;

    @BeforeAll
    static void open() {
        browser = Browser.open();
    }

    @BeforeEach
    void serve() throws Exception {
        Path out = folder.resolve("out");
        Files.deleteIfExists(out);
        server = SharedStack.cli().start(out, folder.resolve("err"), "dashboard", "--port", "0");
        assertThat(Await.until(() -> text(out).endsWith("\n"), () -> !server.isAlive(), PATIENCE))
                .as(text(folder.resolve("err")))
                .isTrue();
        address = text(out).strip();
    }

    @AfterEach
    void stopServing() {
        if (server != null) {
            server.destroy();
        }
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
    }

    @Test
    void aRunningStudyIsSeenLiveAndItsWinnerExplainsItself() throws Exception {
        CommandLineProcess.Result submitted = SharedStack.run(
                "submit",
                "examples/digits.yaml",
                "--set",
                "name=" + STUDY,
                "--set",
                "budget.trials=16",
                "--set",
                "winner.seeds=1");
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();
        visit(STUDY);
        browser.value(STOPWATCH);
        SharedStack.run("wait", STUDY);
        browser.await("Object.keys(window.seen).length === 16");

        reportDelays();
        browser.await("document.querySelectorAll('#explanation-body img').length > 0");
        DrawnCharts.await(browser);
        String page = (String) browser.value("fetch('/api/studies/%s').then(answer => answer.text())".formatted(STUDY));
        DrawnCharts.require(browser, JSON.readTree(page));
        assertThat(browser.complaints()).isEmpty();
        requirePictures(browser);
        photograph("dashboard-" + STUDY);
        mlflowShowsThePictures(STUDY);
        theReportOpensWithoutAServer();
    }

    @Test
    void theWinnerOfClothesExplainsItself() throws Exception {
        assumeThat(SharedStack.run("validate", "examples/fashion-mnist.yaml").exitCode())
                .as("the data of fashion-mnist is not here; Debian's package dataset-fashion-mnist brings it")
                .isZero();
        CommandLineProcess.Result study = SharedStack.run(
                "run",
                "examples/fashion-mnist.yaml",
                "--set",
                "name=" + CLOTHES,
                "--set",
                "budget.trials=1",
                "--set",
                "pruner={name: none, max: 1}",
                "--set",
                "winner.seeds=0");
        assertThat(study.exitCode()).as(study.err()).isZero();

        visit(CLOTHES);

        browser.await("document.querySelectorAll('#explanation-body img').length > 0");
        requirePictures(browser);
        assertThat(browser.complaints()).isEmpty();
        photograph("dashboard-" + CLOTHES);
        mlflowShowsThePictures(CLOTHES);
    }

    /** A study is known to the pages from its workflow's first step, a moment after it was submitted. */
    private static void visit(String study) {
        assertThat(Await.until(
                        () -> {
                            browser.visit(address + "studies/" + study);
                            return browser.value("document.getElementById('live-state')") != null;
                        },
                        () -> false,
                        PATIENCE))
                .isTrue();
        browser.await("document.getElementById('live-state').textContent === 'live'");
    }

    /** Measured, not required: the machine may be busy with anything. */
    private static void reportDelays() throws Exception {
        List<Double> delays = new ArrayList<>();
        for (JsonNode trial :
                SharedStack.run("trial", "list", STUDY, "-o", "json").json()) {
            Object seen = browser.value(
                    "window.seen['%d']".formatted(trial.path("trial").asInt()));
            delays.add(
                    (((Number) seen).doubleValue() - trial.path("endedMillis").asDouble()) / 1000);
        }
        Collections.sort(delays);
        System.out.printf(
                "From a trial's end to the page: median %.2f s, longest %.2f s of %d trials%n",
                delays.get(delays.size() / 2), delays.getLast(), delays.size());
    }

    private static void requirePictures(Browser shown) {
        shown.await("[...document.images].every(image => image.loading = 'eager')");
        shown.await("document.images.length >= 30 && [...document.images].every(image => image.naturalWidth > 100)");
    }

    private static void mlflowShowsThePictures(String study) throws Exception {
        assertThat(Await.until(() -> MlflowPage.isPublished(study), () -> false, PATIENCE))
                .isTrue();
        String run = MlflowPage.parentRun(study);
        List<String> files = new MlflowReader(SharedStack.mlflow()).artifacts(run);
        JsonNode explained = SharedStack.run("explain", study, "-o", "json").json();
        for (JsonNode method : explained.path("methods")) {
            method.path("images").forEach(image -> assertThat(files).contains(image.asText()));
            assertThat(method.path("deletionAuc").asDouble())
                    .as(method.path("name").asText())
                    .isLessThan(method.path("randomDeletionAuc").asDouble());
        }
        JsonNode gradients = explained.path("methods").get(1);
        assertThat(gradients.path("name").asText()).isEqualTo("integrated-gradients");
        assertThat(gradients.path("completenessError").asDouble()).isLessThan(0.01);
        browser.visit(MlflowPage.address(study, run));
        browser.await("[...document.images].filter(image => image.naturalWidth > 100).length >= 3");
        photograph("mlflow-" + study);
    }

    private static void theReportOpensWithoutAServer() throws Exception {
        Path report = folder.resolve("report.html");
        CommandLineProcess.Result written = SharedStack.run("report", STUDY, "--output", report.toString());
        assertThat(written.exitCode()).as(written.err()).isZero();
        server.destroy();
        browser.complaints();

        browser.visit(report.toUri().toString());

        DrawnCharts.await(browser);
        String data = (String) browser.value("document.getElementById('report-data').textContent");
        DrawnCharts.require(browser, JSON.readTree(data));
        requirePictures(browser);
        assertThat(browser.complaints()).isEmpty();
        assertThat(Files.size(report) - data.length()).as("page without data").isLessThan(1_500_000);
        photograph("report");
    }

    private static void photograph(String name) throws IOException {
        Path pages = Files.createDirectories(Path.of("target/pages"));
        String cdp = "Page.captureScreenshot";
        Object picture = browser.driver()
                .executeCdpCommand(cdp, Map.of("captureBeyondViewport", true, "format", "png"))
                .get("data");
        Files.write(pages.resolve(name + ".png"), OutputType.BYTES.convertFromBase64Png(String.valueOf(picture)));
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
