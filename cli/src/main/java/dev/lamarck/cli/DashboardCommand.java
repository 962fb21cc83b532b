package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.stack.Pollers;
import dev.lamarck.contract.Identity;
import dev.lamarck.dashboard.page.Pages;
import dev.lamarck.dashboard.server.DashboardServer;
import io.temporal.client.WorkflowException;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "dashboard",
        mixinStandardHelpOptions = true,
        description = {
            "Serves a live page of all studies, nights and workers on 127.0.0.1, until Ctrl-C.",
            "Without a Temporal server it shows what is on record."
        })
final class DashboardCommand implements Callable<Integer> {

    @Option(
            names = "--port",
            description = "The page's port; 0 for any that is free; default ${DEFAULT-VALUE}.",
            defaultValue = "8265")
    private int port;

    @Override
    public Integer call() throws InterruptedException {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        Optional<Session> session = Session.find(settings);
        Pages pages = new Pages(settings.store(), Session.reader(settings, session), () -> workers(session));
        DashboardServer server = start(pages);
        output.line(server.address().toString());
        output.note("Ctrl-C ends the page; studies go on.");
        ServerLoop.serve(() -> {
            server.close();
            session.ifPresent(Session::close);
        });
        return ExitCode.OK;
    }

    private DashboardServer start(Pages pages) {
        try {
            return new DashboardServer(pages, port);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.UNAVAILABLE,
                    "Port %d of 127.0.0.1 cannot be had: %s. Choose another by --port, or 0 for any that is free."
                            .formatted(port, e.getMessage()),
                    e);
        }
    }

    /** None while the server is away. */
    private static List<Identity> workers(Optional<Session> session) {
        try {
            return session.map(open -> new Pollers(open.connection()).workers("cpu"))
                    .orElse(List.of());
        } catch (WorkflowException | io.grpc.StatusRuntimeException e) {
            return List.of();
        }
    }
}
