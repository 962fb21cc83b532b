package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.stack.Pollers;
import dev.lamarck.contract.Identity;
import dev.lamarck.worker.CommandSettings;
import dev.lamarck.worker.WorkerProcess;
import dev.lamarck.worker.WorkerSettings;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "worker",
        mixinStandardHelpOptions = true,
        description = "Runs and lists the processes that train.",
        subcommands = {
            WorkerCommand.StartCommand.class,
            WorkerCommand.ListCommand.class,
            WorkerCommand.DrainCommand.class
        })
final class WorkerCommand extends Group {

    @Command(
            name = "start",
            mixinStandardHelpOptions = true,
            description =
                    "Runs a worker in the foreground. TEMPORAL_ADDRESS says where the server is; without it that of the local stack is used.")
    static final class StartCommand implements Callable<Integer> {

        @Option(
                names = "--pool",
                description = "The pool that it serves; default ${DEFAULT-VALUE}.",
                defaultValue = "cpu")
        private String pool = "cpu";

        @Option(names = "--slots", description = "How many trials it trains at a time; default is one a processor.")
        private @Nullable Integer slots;

        @Option(
                names = "--threads",
                description = "Threads of each slot; default ${DEFAULT-VALUE}.",
                defaultValue = "1")
        private int threads;

        @Option(
                names = "--metrics-port",
                description = "Where Prometheus reads, on 127.0.0.1; default is any free port, which the log names.",
                defaultValue = "0")
        private int metricsPort;

        @Option(
                names = "--allow-command",
                paramLabel = "DIR|WORDS",
                description = {
                    "A folder whose scripts may be run as trainers, or the first words of such a command; may be repeated.",
                    "More are read from the file allowed-commands in LAMARCK_HOME, a line each."
                })
        private List<String> allowedCommands = List.of();

        @Option(
                names = "--pass-env",
                paramLabel = "NAME",
                description =
                        "A variable that commands see beside PATH, HOME, LANG and CUDA_VISIBLE_DEVICES; may be repeated.")
        private List<String> passed = List.of();

        @Override
        public Integer call() throws IOException, InterruptedException {
            Settings settings = Settings.from(System.getenv());
            int count = slots == null ? Runtime.getRuntime().availableProcessors() : slots;
            try (Session session = Session.open(settings)) {
                WorkerProcess worker = WorkerProcess.start(new WorkerSettings(
                        session.addresses().temporal(),
                        pool,
                        count,
                        threads,
                        settings.home(),
                        settings.storeAddress(),
                        metricsPort,
                        commands()));
                ServerLoop.serve(worker);
            }
            return ExitCode.OK;
        }

        private CommandSettings commands() {
            try {
                return CommandSettings.of(System.getenv(), allowedCommands, passed);
            } catch (IllegalArgumentException e) {
                throw new CliException(ExitCode.USAGE, String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists the workers of a pool.")
    static final class ListCommand implements Callable<Integer> {

        @Option(names = "--pool", description = "The pool; default ${DEFAULT-VALUE}.", defaultValue = "cpu")
        private String pool = "cpu";

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            try (Session session = Session.open(Settings.from(System.getenv()))) {
                List<Identity> workers = new Pollers(session.connection()).workers(pool);
                if (format.isJson()) {
                    output.json(workers);
                } else {
                    output.table(
                            List.of("host", "pid", "pool", "slots", "devices"),
                            workers.stream()
                                    .map(worker -> List.of(
                                            worker.host(),
                                            Long.toString(worker.pid()),
                                            worker.role(),
                                            Integer.toString(worker.slots()),
                                            worker.devices()))
                                    .toList());
                }
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "drain",
            mixinStandardHelpOptions = true,
            description =
                    "Ends a worker of this machine in order: what it trains leaves checkpoints and goes on elsewhere.")
    static final class DrainCommand implements Callable<Integer> {

        @Option(names = "--pool", description = "Its pool; default ${DEFAULT-VALUE}.", defaultValue = "cpu")
        private String pool = "cpu";

        @Mixin
        private DrainOptions options = new DrainOptions();

        @Override
        public Integer call() {
            return options.drain(pollers -> pollers.workers(pool));
        }
    }
}
