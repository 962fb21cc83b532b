package dev.lamarck.cli;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.RegistryActivities.Version;
import dev.lamarck.contract.SearchInsight;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.engine.tracking.ModelRegistry;
import dev.lamarck.ledger.StudyReader;
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
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what a winner looks at and which parameters mattered.",
            "Images are named as in the artifacts of the MLflow run that the model version names."
        })
final class ExplainCommand implements Callable<Integer> {

    private static final String RUN_FOLDER = "explanations/";

    @Parameters(
            paramLabel = "STUDY|MODEL",
            description = "A study's name, or a model: NAME, NAME@ALIAS, NAME/VERSION, models:/… of these.")
    private String subject = "";

    @Option(names = "--save", paramLabel = "FOLDER", description = "Copy the pictures into a new folder.")
    private @Nullable Path folder;

    @Mixin
    private OutputOption format = new OutputOption();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        StudyReader reader = Session.reader(settings, Optional.empty());
        String study = reader.names().contains(subject) ? subject : studyOf(settings);
        StudyDocument document = reader.document(study)
                .orElseThrow(() -> new CliException(
                        ExitCode.CONFLICT,
                        "Study '%s' has not ended yet; its winner is explained at the end.".formatted(study)));
        WinnerResult winner = document.result().winner();
        if (winner == null) {
            throw new CliException(ExitCode.CONFLICT, "Study '%s' has no winner to explain.".formatted(study));
        }
        if (folder != null && winner.explanation() != null) {
            ArtifactFolder.open(settings.store(), winner.explanation().folder()).copyTo(folder);
        }
        if (format.isJson()) {
            output.json(json(document, winner));
        } else {
            print(output, document, winner);
        }
        return ExitCode.OK;
    }

    /** The study whose winner the model version is. */
    private String studyOf(Settings settings) {
        ModelReference reference = ModelReference.parse(subject).orElseThrow(this::notFound);
        Optional<Version> version =
                Registries.use(settings, registry -> reference.find(registry, ModelRegistry.CHAMPION));
        if (version.isEmpty()) {
            throw notFound();
        }
        String study = version.get().study();
        if (study == null) {
            throw new CliException(
                    ExitCode.NOT_FOUND,
                    "Version %s of '%s' was not registered by Lamarck: nothing explains it."
                            .formatted(version.get().version(), reference.model()));
        }
        return study;
    }

    private CliException notFound() {
        return new CliException(
                ExitCode.NOT_FOUND,
                "There is no study '%s', and no such model. See 'lamarck study list'.".formatted(subject));
    }

    private static Map<String, @Nullable Object> json(StudyDocument document, WinnerResult winner) {
        Explanation explanation = winner.explanation();
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("study", document.spec().name());
        json.put("trial", winner.trial());
        json.put(
                "methods",
                explanation == null
                        ? List.of()
                        : explanation.methods().stream()
                                .map(ExplainCommand::inRun)
                                .toList());
        json.put("rows", explanation == null ? List.of() : explanation.rows());
        SearchInsight search = document.search();
        json.put("importance", search == null ? Map.of() : search.importance());
        json.put("problem", winner.explanationProblem());
        return json;
    }

    private static Explanation.Method inRun(Explanation.Method method) {
        return new Explanation.Method(
                method.name(),
                method.completenessError(),
                method.largestCompletenessError(),
                method.deletionAuc(),
                method.randomDeletionAuc(),
                method.images().stream().map(image -> RUN_FOLDER + image).toList());
    }

    private static void print(Output output, StudyDocument document, WinnerResult winner) {
        Explanation explanation = winner.explanation();
        output.line("Winner of %s: trial %d".formatted(document.spec().name(), winner.trial()));
        if (explanation != null) {
            output.table(
                    List.of("method", "completeness error", "deletion AUC", "random order", "pictures"),
                    explanation.methods().stream().map(ExplainCommand::row).toList());
        } else if (winner.explanationProblem() != null) {
            output.line("It could not be explained: " + winner.explanationProblem());
        }
        SearchInsight search = document.search();
        if (search != null && !search.importance().isEmpty()) {
            output.line("");
            output.table(
                    List.of("parameter", "importance"),
                    search.importance().entrySet().stream()
                            .map(entry -> List.of(entry.getKey(), "%.3f".formatted(entry.getValue())))
                            .toList());
        }
        output.note("Look at the pictures by 'lamarck dashboard', in MLflow's page, or by --save FOLDER");
    }

    private static List<String> row(Explanation.Method method) {
        Double error = method.completenessError();
        return List.of(
                method.name(),
                error == null ? "" : "%.3f%%".formatted(100 * error),
                "%.4f".formatted(method.deletionAuc()),
                "%.4f".formatted(method.randomDeletionAuc()),
                Integer.toString(method.images().size()));
    }
}
