package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.dashboard.report.StudyReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        description = "Writes a study's page as one HTML file that needs no server and no network.")
final class ReportCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Option(
            names = "--output",
            required = true,
            paramLabel = "FILE",
            description = "The file; an existing one is replaced.")
    private Path file = Path.of("");

    @Override
    public Integer call() {
        Settings settings = Settings.from(System.getenv());
        byte[] page = Session.read(reader -> new StudyReport(settings.store(), reader).html(study));
        try {
            Files.write(file, page);
        } catch (IOException e) {
            throw new CliException(
                    ExitCode.USAGE, "The file %s cannot be written: %s.".formatted(file, e.getMessage()), e);
        }
        Output.standard().line("%s  %,d kB".formatted(file, page.length / 1_000));
        return ExitCode.OK;
    }
}
