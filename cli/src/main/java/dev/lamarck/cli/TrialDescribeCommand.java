package dev.lamarck.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.study.PendingWork;
import dev.lamarck.cli.study.TrialText;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.TrainingActivities.SliceRun;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.study.Trial;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "describe",
        mixinStandardHelpOptions = true,
        description = "Shows all that is known of one trial: where it came from, where it ran, why it ended.")
final class TrialDescribeCommand implements Callable<Integer> {

    /** A slice on record; null for who and when if its folder is gone. */
    private record Slice(String folder, @Nullable SliceRun run) {}

    @Parameters(index = "0", paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Parameters(index = "1", paramLabel = "TRIAL", description = "The trial's id.")
    private int id;

    @Mixin
    private OutputOption format = new OutputOption();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        Optional<Session> session = Session.find(settings);
        try {
            StudyReader reader = Session.reader(settings, session);
            Trial trial = reader.trials(study).stream()
                    .filter(candidate -> candidate.id() == id)
                    .findFirst()
                    .orElseThrow(() ->
                            new CliException(ExitCode.NOT_FOUND, "Study '%s' has no trial %d.".formatted(study, id)));
            List<Slice> slices = reader.ledger().slices(study, id).stream()
                    .map(folder -> new Slice(folder, run(settings.store(), folder)))
                    .toList();
            List<PendingWork.Slice> running = trial.state().isTerminal()
                    ? List.of()
                    : session.map(open -> PendingWork.of(open.connection(), study))
                            .orElse(PendingWork.NONE)
                            .running();
            show(output, trial, slices, running);
        } finally {
            session.ifPresent(Session::close);
        }
        return ExitCode.OK;
    }

    private void show(Output output, Trial trial, List<Slice> slices, List<PendingWork.Slice> running) {
        Map<String, @Nullable Object> json = TrialCommand.json(trial);
        json.put("effective", trial.effective());
        json.put("lost", trial.progress().lost());
        json.put("avoid", trial.progress().avoid());
        json.put("deviceMillis", trial.progress().deviceMillis());
        json.put("checkpoint", trial.progress().checkpoint());
        json.put("slices", slices);
        json.put(
                "running",
                running.stream()
                        .filter(slice -> slice.trial().equals(Integer.toString(id)))
                        .findFirst()
                        .orElse(null));
        if (format.isJson()) {
            output.json(json);
            return;
        }
        Map<String, @Nullable Object> text = new LinkedHashMap<>(json);
        text.put("parameters", TrialText.configuration(trial.suggestion().configuration()));
        text.put("effective", trial.effective() == null ? null : TrialText.configuration(trial.effective()));
        text.put("metrics", new TreeMap<>(trial.metrics()));
        text.remove("slices");
        text.forEach((key, value) -> {
            if (value != null) {
                output.line("%-14s %s".formatted(key, value));
            }
        });
        slices.forEach(slice -> output.line("%-14s %s%s"
                .formatted(
                        "slice",
                        slice.folder(),
                        slice.run() == null
                                ? ""
                                : "  %.1f s on %s, slot %d"
                                        .formatted(
                                                (slice.run().endedMillis()
                                                                - slice.run().startedMillis())
                                                        / 1000.0,
                                                slice.run().worker(),
                                                slice.run().slot()))));
    }

    private static @Nullable SliceRun run(ArtifactStore store, String key) {
        Optional<ArtifactFolder> folder = ArtifactFolder.find(store, key);
        if (folder.isEmpty() || !folder.get().sums().containsKey(SliceRun.FILE)) {
            return null;
        }
        try {
            return Payloads.json().readValue(Files.readAllBytes(folder.get().file(SliceRun.FILE)), SliceRun.class);
        } catch (JsonProcessingException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException("The slice %s cannot be read".formatted(key), e);
        }
    }
}
