package dev.lamarck.cli;

import dev.lamarck.artifacts.ArtifactStores;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.stack.Pollers;
import dev.lamarck.contract.Identity;
import dev.lamarck.dashboard.report.ReportActivitiesImpl;
import dev.lamarck.engine.EngineProcess;
import dev.lamarck.engine.EngineSettings;
import dev.lamarck.engine.store.StoreServer;
import dev.lamarck.engine.tracking.MlflowApi;
import dev.lamarck.ledger.StudyReader;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "engine",
        mixinStandardHelpOptions = true,
        description = "Runs the process that decides: workflows, samplers, the record.",
        subcommands = {
            EngineCommand.StartCommand.class,
            EngineCommand.StatusCommand.class,
            EngineCommand.DrainCommand.class
        })
final class EngineCommand extends Group {

    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description =
                    "Runs an engine in the foreground. TEMPORAL_ADDRESS and MLFLOW_TRACKING_URI say where the servers are; without them those of the local stack are used.")
    static final class StartCommand implements Callable<Integer> {

        private static final int MOST_PORT = 65_535;

        @Option(
                names = "--metrics-port",
                description = "Where Prometheus reads, on 127.0.0.1; default is any free port, which the log names.",
                defaultValue = "0")
        private int metricsPort;

        @Option(
                names = "--serve-store",
                paramLabel = "HOST:PORT",
                description =
                        "Serves the artifact store, a folder, to workers that share no disk with it, e.g. 127.0.0.1:8266; another address needs LAMARCK_STORE_TOKEN or LAMARCK_STORE_TOKEN_FILE.")
        private @Nullable String serveStore;

        @Override
        public Integer call() throws InterruptedException {
            Settings settings = Settings.from(System.getenv());
            try (Session session = Session.open(settings)) {
                EngineProcess engine = EngineProcess.start(
                        new EngineSettings(
                                session.addresses().temporal(),
                                session.addresses().mlflow(),
                                MlflowApi.Credentials.from(System.getenv()),
                                settings.storeAddress(),
                                settings.cache(),
                                served(settings),
                                settings.variable("USER").orElse("lamarck"),
                                System.getenv(),
                                metricsPort),
                        new ReportActivitiesImpl(
                                settings.store(), new StudyReader(settings.store(), _ -> Optional.empty())));
                ServerLoop.serve(engine);
            }
            return ExitCode.OK;
        }

        private StoreServer.@Nullable Settings served(Settings settings) {
            if (serveStore == null) {
                return null;
            }
            int colon = serveStore.lastIndexOf(':');
            String port = serveStore.substring(colon + 1);
            if (colon < 1 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > MOST_PORT) {
                throw new CliException(
                        ExitCode.USAGE,
                        "--serve-store is '%s'; expected is HOST:PORT, e.g. 127.0.0.1:8266.".formatted(serveStore));
            }
            String token = ArtifactStores.token(settings.environment()).orElse(null);
            return new StoreServer.Settings(
                    serveStore.substring(0, colon), Integer.parseInt(port), token, StoreServer.Settings.LARGEST_BYTES);
        }
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Lists the engines that serve.")
    static final class StatusCommand implements Callable<Integer> {

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            try (Session session = Session.open(Settings.from(System.getenv()))) {
                List<Identity> engines = new Pollers(session.connection()).engines();
                if (format.isJson()) {
                    output.json(engines);
                } else {
                    engines.forEach(engine -> output.line(engine.toString()));
                }
                if (engines.isEmpty()) {
                    throw new CliException(
                            ExitCode.UNAVAILABLE, "No engine serves. Start one by 'lamarck engine start'.");
                }
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description = "Ends an engine of this machine in order; another, or the next, goes on where it was.")
    static final class DrainCommand implements Callable<Integer> {

        @Mixin
        private DrainOptions options = new DrainOptions();

        @Override
        public Integer call() {
            return options.drain(Pollers::engines);
        }
    }
}
