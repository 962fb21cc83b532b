package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.ledger.StudyReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "study",
        mixinStandardHelpOptions = true,
        description = "Lists studies and their history, removes them.",
        subcommands = {StudyCommand.ListCommand.class, StudyCommand.HistoryCommand.class, StudyDeleteCommand.class})
final class StudyCommand extends Group {

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists all studies.")
    static final class ListCommand implements Callable<Integer> {

        @Mixin
        private OutputOption format = new OutputOption();

        private boolean engineAnswers = true;

        @Override
        public Integer call() {
            Output output = Output.standard();
            List<Map<String, Object>> studies = Session.read(this::studies);
            if (format.isJson()) {
                output.json(studies);
            } else {
                output.table(
                        List.of("study", "status", "trials", "preset", "data"),
                        studies.stream()
                                .map(study -> study.values().stream()
                                        .map(Object::toString)
                                        .toList())
                                .toList());
            }
            return ExitCode.OK;
        }

        private List<Map<String, Object>> studies(StudyReader reader) {
            List<Map<String, Object>> studies = new ArrayList<>();
            for (String name : reader.names()) {
                Optional<StudyRequest> job = reader.ledger().job(name);
                if (job.isEmpty()) {
                    // It is being deleted.
                    continue;
                }
                Map<String, Object> study = new LinkedHashMap<>();
                study.put("study", name);
                study.put("status", status(reader, name));
                study.put("trials", job.get().spec().budget().trials());
                study.put("preset", job.get().spec().trainer().name());
                study.put("data", job.get().spec().data().name());
                studies.add(study);
            }
            return studies;
        }

        /** Of a study that has not ended the server knows more; an engine that does not answer is not asked again. */
        private String status(StudyReader reader, String name) {
            Optional<StudyDocument> document = reader.document(name);
            if (document.isPresent()) {
                return document.get().result().status().name();
            }
            if (reader.isForgotten(name)) {
                return "UNKNOWN";
            }
            Optional<StudySummary> summary = engineAnswers ? reader.summary(name) : Optional.empty();
            engineAnswers = summary.isPresent();
            return summary.map(known -> known.status().name()).orElse("RUNNING");
        }
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description =
                    "Lists each trial that was the best when it ended a rung; test accuracies once the winner is fixed.")
    static final class HistoryCommand implements Callable<Integer> {

        @Parameters(paramLabel = "STUDY", description = "The study's name.")
        private String study = "";

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            List<Map<String, @Nullable Object>> history = Session.reader(
                            Settings.from(System.getenv()), Optional.empty())
                    .history(study);
            if (format.isJson()) {
                output.json(history);
            } else {
                for (Map<String, @Nullable Object> line : history) {
                    StringBuilder text = new StringBuilder();
                    line.forEach((key, value) -> text.append(key)
                            .append(' ')
                            .append(value instanceof Double number ? "%.4f".formatted(number) : value)
                            .append("  "));
                    output.line(text.toString().strip());
                }
            }
            return ExitCode.OK;
        }
    }
}
