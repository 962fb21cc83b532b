package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.study.TrialText;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.Trial;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "best",
        mixinStandardHelpOptions = true,
        description = "Shows the winner of a study or, while it runs, its best trial so far.")
final class BestCommand implements Callable<Integer> {

    /** What is shown. */
    private record Best(int trial, Configuration parameters, Map<String, Double> metrics) {}

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Mixin
    private OutputOption format = new OutputOption();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Best best = Session.read(this::best);
        if (format.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("trial", best.trial());
            json.put("parameters", best.parameters());
            json.put("metrics", best.metrics());
            output.json(json);
        } else {
            output.line("trial %d: %s".formatted(best.trial(), TrialText.configuration(best.parameters())));
            new TreeMap<>(best.metrics()).forEach((name, value) -> output.line("  %-22s %.4f".formatted(name, value)));
        }
        return ExitCode.OK;
    }

    private Best best(StudyReader reader) {
        Optional<WinnerResult> winner =
                reader.document(study).map(StudyDocument::result).map(result -> result.winner());
        if (winner.isPresent()) {
            return new Best(
                    winner.get().trial(),
                    winner.get().configuration(),
                    winner.get().metrics());
        }
        Scored incumbent = reader.summary(study)
                .orElseGet(() -> reader.recorded(study).summary())
                .incumbent();
        Optional<Trial> trial = incumbent == null
                ? Optional.empty()
                : reader.trials(study).stream()
                        .filter(candidate -> candidate.id() == incumbent.trial())
                        .findFirst();
        if (trial.isEmpty()) {
            reader.job(study);
            throw new CliException(ExitCode.CONFLICT, "Study '%s' has no result yet.".formatted(study));
        }
        return new Best(
                trial.get().id(),
                trial.get().suggestion().configuration(),
                trial.get().metrics());
    }
}
