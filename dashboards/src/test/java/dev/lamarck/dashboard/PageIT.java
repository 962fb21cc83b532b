package dev.lamarck.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.contract.Identity;
import dev.lamarck.contract.Verdict;
import dev.lamarck.dashboard.page.Pages;
import dev.lamarck.dashboard.report.StudyReport;
import dev.lamarck.dashboard.server.DashboardServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The pages as a browser draws them. */
class PageIT {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String MARKUP = "<script>alert(1)</script>";

    @TempDir
    static Path folder;

    private static SyntheticStore synthetic;
    private static SyntheticStudy running;
    private static DashboardServer server;
    private static Browser browser;

    @BeforeAll
    static void open() throws IOException {
        browser = Browser.open();
        synthetic = new SyntheticStore(folder.resolve("store"));
        synthetic.ended("digits", "digits", 40);
        synthetic.begin("untouched", "untouched", 40);
        running = synthetic.begin("marked", MARKUP, 40).run(5);
        synthetic.night("nightly-20261122-020000", Verdict.BLOCKED, "latency is above its bound", 1_790_000_000_000L);
        Identity worker = new Identity("trainer-7", 4242, "cpu", 2, "cpu");
        server = new DashboardServer(new Pages(synthetic.store, synthetic.reader(), () -> List.of(worker)), 0);
    }

    @AfterAll
    static void close() {
        if (browser != null) {
            browser.close();
        }
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void forgetEarlierComplaints() {
        browser.complaints();
    }

    @Test
    void drawsEveryChartFromTheData() throws IOException {
        visit("studies/digits");

        DrawnCharts.await(browser);

        JsonNode page = JSON.valueToTree(browser.value("fetch('/api/studies/digits').then(answer => answer.text())"));
        DrawnCharts.require(browser, JSON.readTree(page.asText()));
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void showsMarkupInNamesAsText() {
        visit("studies/marked");

        browser.await("document.getElementById('study-title')");

        assertThat(browser.element("study-title").getText()).isEqualTo(MARKUP);
        assertThat(browser.value("document.scripts.length")).isEqualTo(2L);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void showsATrialSoonAfterItEnded() throws IOException {
        visit("studies/marked");
        browser.await("document.getElementById('live-state').textContent === 'live'");
        browser.await("document.querySelectorAll('#trials tbody tr').length === "
                + running.trials().size());
        browser.value("(window.untouched = document.getElementById('chart-objective').firstChild) && true");

        running.run(1);
        browser.await("document.querySelectorAll('#trials tbody tr').length === "
                + running.trials().size());

        assertThat(browser.value("window.untouched === document.getElementById('chart-objective').firstChild"))
                .isEqualTo(true);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void comesBackWhenTheServerDoes() throws IOException {
        SyntheticStudy study = synthetic.begin("restarted", "restarted", 40).run(1);
        DashboardServer first = new DashboardServer(pages(), 0);
        browser.visit(first.address().resolve("/studies/restarted").toString());
        browser.await("document.getElementById('live-state').textContent === 'live'");
        browser.await("document.querySelectorAll('#trials tbody tr').length === 1");

        first.close();
        browser.await("document.getElementById('live-state').textContent === 'disconnected'");
        study.run(1);

        try (DashboardServer second =
                new DashboardServer(pages(), first.address().getPort())) {
            browser.await("document.getElementById('live-state').textContent === 'live'");
            browser.await("document.querySelectorAll('#trials tbody tr').length === 2");
        }
    }

    @Test
    void sortsTrialsByAColumn() {
        visit("studies/digits");
        browser.await("document.querySelectorAll('#trials tbody tr').length === 40");

        browser.value("document.querySelectorAll('#trials th button')[2].click()");

        assertThat(browser.value("document.querySelector('#trials tbody tr td a').textContent"))
                .isEqualTo(
                        browser.value(
                                "fetch('/api/studies/digits').then(a => a.json()).then(p => String(p.trials.filter(t => t.value !== undefined).toSorted((a, b) => b.value - a.value)[0].id))"));
    }

    @Test
    void drawsATrialWithAllItsMetrics() {
        visit("studies/digits/trials/0");

        browser.await("document.querySelectorAll('#metric-charts canvas').length === 4");

        assertThat(browser.element("log-body").getText()).contains("trial 0, rung 1");
        assertThat(
                        browser.value(
                                "echarts.getInstanceByDom(document.getElementById('chart-metric-0')).getOption().series[0].data"))
                .asInstanceOf(org.assertj.core.api.InstanceOfAssertFactories.LIST)
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void listsStudiesNightsAndWorkers() {
        visit("");

        browser.await("document.querySelectorAll('#study-list tbody tr').length >= 3");

        assertThat(browser.text())
                .contains(MARKUP)
                .contains("latency is above its bound")
                .contains("trainer-7");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void hasPagesOfNightsAndOfWorkers() {
        visit("nights");
        browser.await("document.querySelector('.night')");
        assertThat(browser.text()).contains("nightly-20261122-020000", "version 3", "0.0072", "broken");

        visit("workers");
        browser.await("document.querySelector('#workers-body td')");
        assertThat(browser.text()).contains("trainer-7", "4242");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void saysWhatIsMissingYet() {
        visit("studies/untouched");

        browser.await("document.getElementById('table-body').textContent");

        assertThat(browser.text())
                .contains("No trial has ended a rung yet.")
                .contains("No trial has been started yet.");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void opensAReportWithoutAServer() throws IOException {
        Path report = folder.resolve("report.html");
        Files.write(report, new StudyReport(synthetic.store, synthetic.reader()).html("digits"));

        browser.visit(report.toUri().toString());

        DrawnCharts.await(browser);
        DrawnCharts.require(
                browser, JSON.readTree((String) browser.value("document.getElementById('report-data').textContent")));
        browser.await("[...document.images].every(image => image.loading = 'eager')");
        browser.await("document.images.length === 18 && [...document.images].every(image => image.naturalWidth > 0)");
        assertThat(browser.complaints()).isEmpty();
    }

    @Test
    void opensAReportWithMarkupInItsName() throws IOException {
        SyntheticStudy study = synthetic
                .begin("breakout", "</script><script>window.broken = 1</script>", 5)
                .run(2);
        Path report = folder.resolve("breakout.html");
        Files.write(report, new StudyReport(synthetic.store, synthetic.reader()).html(study.key));

        browser.visit(report.toUri().toString());

        browser.await("document.getElementById('study-title')");
        assertThat(browser.element("study-title").getText()).isEqualTo(study.spec.name());
        assertThat(browser.value("window.broken === undefined")).isEqualTo(true);
        assertThat(browser.complaints()).isEmpty();
    }

    private static Pages pages() {
        return new Pages(synthetic.store, synthetic.reader(), List::of);
    }

    private static void visit(String path) {
        browser.visit(server.address().resolve("/" + path).toString());
    }
}
