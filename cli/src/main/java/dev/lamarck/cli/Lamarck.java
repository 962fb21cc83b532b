package dev.lamarck.cli;

import dev.lamarck.artifacts.ArtifactException;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.job.JobException;
import dev.lamarck.ledger.UnknownStudyException;
import dev.lamarck.search.space.SearchSpaceException;
import dev.lamarck.train.data.DataException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code lamarck} command. */
@Command(
        name = "lamarck",
        mixinStandardHelpOptions = true,
        versionProvider = Lamarck.Version.class,
        header = "Searches for the best model, durably, and registers the winner with its evidence.",
        description = {
            "",
            "  lamarck run examples/digits.yaml   search, watch, register the winner",
            "",
            "Data goes to standard output, progress to standard error.",
            "Exit codes: 0 ok, 1 the outcome is a failure, 2 usage or job file, 3 not found, 4 conflict, 6 a server or prerequisite is unavailable, 7 the gate said no, 124 waiting timed out, 130 interrupted.",
            ""
        },
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            RunCommand.class,
            SubmitCommand.class,
            ValidateCommand.class,
            WatchCommand.class,
            StatusCommand.class,
            WaitCommand.class,
            DescribeCommand.class,
            BestCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            StopCommand.class,
            KillCommand.class,
            UpdateCommand.class,
            ExplainCommand.class,
            AuditCommand.class,
            ReplayCommand.class,
            RepublishCommand.class,
            ReportCommand.class,
            DashboardCommand.class,
            NightlyCommand.class,
            ChampionCommand.class,
            StudyCommand.class,
            TrialCommand.class,
            DataCommand.class,
            WorkerCommand.class,
            EngineCommand.class,
            DevCommand.class,
            DoctorCommand.class,
            CompletionCommand.class
        })
public final class Lamarck {

    @Option(names = "--verbose", scope = ScopeType.INHERIT, description = "Show where a failure comes from.")
    private boolean verbose;

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        Lamarck root = new Lamarck();
        CommandLine line = new CommandLine(root)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setUsageHelpAutoWidth(true)
                .setExecutionExceptionHandler((failure, command, _) -> root.report(failure, command));
        return line.execute(arguments);
    }

    private int report(Exception failure, CommandLine command) {
        if (verbose) {
            failure.printStackTrace(command.getErr());
        }
        String message = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        int code = exitCode(failure);
        if (code == ExitCode.UNAVAILABLE
                && !(failure instanceof CliException || failure instanceof ArtifactException)) {
            message =
                    "The Temporal server does not answer (%s). 'lamarck dev up' starts a local one; 'lamarck doctor' finds the cause."
                            .formatted(message.lines().findFirst().orElse(""));
        }
        command.getErr().println(message);
        if (code == ExitCode.FAILURE && !verbose && !(failure instanceof CliException)) {
            command.getErr().println("Run it again with --verbose to see where this comes from.");
        }
        return code;
    }

    private static int exitCode(Exception failure) {
        return switch (failure) {
            case CliException cli -> cli.exitCode();
            case UnknownStudyException _ -> ExitCode.NOT_FOUND;
            case JobException _, DataException _, SearchSpaceException _ -> ExitCode.USAGE;
            case ArtifactException _ -> ExitCode.UNAVAILABLE;
            default -> dev.lamarck.cli.study.Studies.isUnavailable(failure) ? ExitCode.UNAVAILABLE : ExitCode.FAILURE;
        };
    }

    static final class Version implements CommandLine.IVersionProvider {

        @Override
        public String[] getVersion() {
            String version = Lamarck.class.getPackage().getImplementationVersion();
            return new String[] {"lamarck " + (version == null ? "development" : version)};
        }
    }
}
