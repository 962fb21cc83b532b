package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.stack.Addresses;
import dev.lamarck.cli.stack.LocalStack;
import dev.lamarck.cli.stack.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "dev",
        mixinStandardHelpOptions = true,
        description = "The local stack: Temporal, MLflow, an engine and a worker on this machine.",
        subcommands = {
            DevCommand.UpCommand.class,
            DevCommand.DownCommand.class,
            DevCommand.StatusCommand.class,
            DevCommand.LogsCommand.class,
            DevCommand.ResetCommand.class
        })
final class DevCommand extends Group {

    private static LocalStack stack() {
        return new LocalStack(Settings.from(System.getenv()), Output.standard());
    }

    @Command(
            name = "up",
            mixinStandardHelpOptions = true,
            description = "Installs what is missing and starts what does not run; data is kept.")
    static final class UpCommand implements Callable<Integer> {

        @Option(names = "--temporal-port", description = "Port of Temporal; default 7233 or the next free one.")
        private @Nullable Integer temporalPort;

        @Option(
                names = "--temporal-ui-port",
                description = "Port of Temporal's web pages; default 8233 or the next free one.")
        private @Nullable Integer temporalUiPort;

        @Option(names = "--mlflow-port", description = "Port of MLflow; default 5000 or the next free one.")
        private @Nullable Integer mlflowPort;

        @Option(names = "--slots", description = "Slots of the worker; default is one a processor.")
        private @Nullable Integer slots;

        @Override
        public Integer call() {
            Output output = Output.standard();
            Addresses addresses = stack().up(new LocalStack.Options(
                    Optional.ofNullable(temporalPort),
                    Optional.ofNullable(temporalUiPort),
                    Optional.ofNullable(mlflowPort),
                    Optional.ofNullable(slots)));
            output.line("Temporal  %s   %s".formatted(addresses.temporal(), addresses.temporalUi()));
            output.line("MLflow    %s/?workflowType=machine_learning".formatted(addresses.mlflow()));
            return ExitCode.OK;
        }
    }

    @Command(name = "down", mixinStandardHelpOptions = true, description = "Ends what 'dev up' started; data is kept.")
    static final class DownCommand implements Callable<Integer> {

        @Override
        public Integer call() {
            stack().down();
            return ExitCode.OK;
        }
    }

    @Command(name = "status", mixinStandardHelpOptions = true, description = "Shows what runs, and where.")
    static final class StatusCommand implements Callable<Integer> {

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            Map<Part, LocalStack.PartStatus> status = stack().status();
            if (format.isJson()) {
                Map<String, Object> json = new LinkedHashMap<>();
                status.forEach((part, state) -> json.put(part.label(), json(part, state)));
                output.json(json);
            } else {
                output.table(
                        List.of("part", "state", "pid", "address"),
                        status.entrySet().stream()
                                .map(entry -> List.of(
                                        entry.getKey().label(),
                                        entry.getValue().running() ? "running" : "down",
                                        text(entry.getValue().pid()),
                                        text(entry.getValue().address())))
                                .toList());
            }
            return ExitCode.OK;
        }

        private static Map<String, Object> json(Part part, LocalStack.PartStatus state) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("running", state.running());
            if (state.pid() != null) {
                json.put("pid", state.pid());
            }
            if (state.address() != null) {
                json.put(addressKey(part), state.address());
            }
            return json;
        }

        private static String addressKey(Part part) {
            return switch (part) {
                case TEMPORAL -> "address";
                case MLFLOW -> "uri";
                case ENGINE, WORKER -> "metrics";
            };
        }

        private static String text(@Nullable Object value) {
            return value == null ? "" : value.toString();
        }
    }

    @Command(name = "logs", mixinStandardHelpOptions = true, description = "Prints the end of a part's log.")
    static final class LogsCommand implements Callable<Integer> {

        @Parameters(paramLabel = "PART", description = "${COMPLETION-CANDIDATES}.")
        private Part part = Part.ENGINE;

        @Option(
                names = {"-n", "--lines"},
                description = "How many lines; default ${DEFAULT-VALUE}.",
                defaultValue = "50")
        private int lines;

        @Override
        public Integer call() throws IOException {
            Path log = stack().log(part);
            if (!Files.exists(log)) {
                throw new CliException(
                        ExitCode.NOT_FOUND,
                        "There is no log of %s: it was never started here.".formatted(part.label()));
            }
            List<String> all = Files.readAllLines(log);
            all.subList(Math.max(0, all.size() - lines), all.size()).forEach(Output.standard()::line);
            return ExitCode.OK;
        }
    }

    @Command(
            name = "reset",
            mixinStandardHelpOptions = true,
            description =
                    "Ends the local stack and deletes its data: all studies, runs and models. What was installed stays.")
    static final class ResetCommand implements Callable<Integer> {

        @Option(names = "--yes", description = "Really.")
        private boolean yes;

        @Override
        public Integer call() throws IOException {
            LocalStack stack = stack();
            if (!yes) {
                throw new CliException(
                        ExitCode.USAGE,
                        "This deletes all studies, runs and models of the local stack in %s. Add --yes to do it."
                                .formatted(Settings.from(System.getenv()).home()));
            }
            stack.down();
            stack.deleteData();
            return ExitCode.OK;
        }
    }
}
