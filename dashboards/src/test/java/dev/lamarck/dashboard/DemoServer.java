package dev.lamarck.dashboard;

import dev.lamarck.contract.Identity;
import dev.lamarck.contract.Verdict;
import dev.lamarck.dashboard.page.Pages;
import dev.lamarck.dashboard.report.StudyReport;
import dev.lamarck.dashboard.server.DashboardServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Serves made-up studies, to look at the pages while working on them: arguments are a folder and a port. */
final class DemoServer {

    private DemoServer() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        Path folder = Path.of(arguments[0]);
        SyntheticStore synthetic = new SyntheticStore(folder.resolve("store"));
        synthetic.ended("digits", "digits", 60);
        synthetic.ended("large", "large", 300);
        synthetic.begin("empty", "empty", 40);
        SyntheticStudy running =
                synthetic.begin("running", "<script>alert(1)</script>", 40).run(12);
        synthetic.night("nightly-20261122-020000", Verdict.PROMOTED, "17 rows gained, 4 lost", 1_790_000_000_000L);
        synthetic.night("nightly-20261123-020000", Verdict.BLOCKED, "latency_ms_p95 6.2 > 5", 1_790_086_400_000L);
        synthetic.night("nightly-20261124-020000", Verdict.KEPT, "p = 0.31 is not below 0.05", 1_790_172_800_000L);
        List<Identity> workers = List.of(new Identity("trainer", 4242, "cpu", 2, "cpu"));
        Files.write(folder.resolve("report.html"), new StudyReport(synthetic.store, synthetic.reader()).html("digits"));
        Pages pages = new Pages(synthetic.store, synthetic.reader(), () -> workers);
        try (DashboardServer server = new DashboardServer(pages, Integer.parseInt(arguments[1]))) {
            System.out.println(server.address());
            while (running.trials().size() < running.spec.budget().trials()) {
                Thread.sleep(4_000);
                running.run(1);
            }
            Thread.currentThread().join();
        }
    }
}
