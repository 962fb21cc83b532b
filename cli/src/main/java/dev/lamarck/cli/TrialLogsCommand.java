package dev.lamarck.cli;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.ledger.StudyReader;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "logs",
        mixinStandardHelpOptions = true,
        description = {
            "Prints what a trial's trainer printed and reported, slice by slice.",
            "A rung is on record when it has ended; until then the worker has its log."
        })
final class TrialLogsCommand implements Callable<Integer> {

    private static final List<String> FILES = List.of("log.txt", "report.jsonl");
    private static final long PAUSE_MILLIS = 1_000;

    @Parameters(index = "0", paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Parameters(index = "1", paramLabel = "TRIAL", description = "The trial's id.")
    private int trial;

    @Option(
            names = {"-f", "--follow"},
            description = "Go on with what comes, until the trial has ended.")
    private boolean follow;

    @Override
    public Integer call() throws IOException, InterruptedException {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        StudyReader reader = Session.reader(settings, Optional.empty());
        reader.job(study);
        Tail tail = new Tail(settings, reader, output);
        tail.print();
        while (follow && !tail.ended && reader.document(study).isEmpty()) {
            Thread.sleep(PAUSE_MILLIS);
            tail.print();
        }
        if (follow) {
            tail.print();
        }
        if (tail.slices == 0) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "Trial %d of study '%s' has ended no rung yet, or there is no such trial.".formatted(trial, study));
        }
        return ExitCode.OK;
    }

    /** What was printed, and where to go on. */
    private final class Tail {

        private final Settings settings;
        private final StudyReader reader;
        private final Output output;
        private int segments;
        private int slices;
        private boolean ended;

        Tail(Settings settings, StudyReader reader, Output output) {
            this.settings = settings;
            this.reader = reader;
            this.output = output;
        }

        void print() throws IOException {
            List<String> all = reader.ledger().segments(study);
            for (String key : all.subList(segments, all.size())) {
                for (TrialRecord change : reader.ledger().changes(key)) {
                    if (change.trial().id() == trial) {
                        ended = change.trial().state().isTerminal();
                        print(change.slices());
                    }
                }
            }
            segments = all.size();
        }

        private void print(List<String> folders) throws IOException {
            for (String key : folders) {
                slices++;
                output.note("# " + key);
                Optional<ArtifactFolder> folder = ArtifactFolder.find(settings.store(), key);
                if (folder.isEmpty()) {
                    output.note("(gone)");
                    continue;
                }
                for (String name : FILES) {
                    if (folder.get().sums().containsKey(name)) {
                        Files.readAllLines(folder.get().file(name)).forEach(output::line);
                    }
                }
            }
        }
    }
}
