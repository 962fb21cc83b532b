package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudySummary;
import dev.lamarck.ledger.StudyReader;
import dev.lamarck.search.study.Scored;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "status", mixinStandardHelpOptions = true, description = "Shows how a study stands.")
final class StatusCommand implements Callable<Integer> {

    @Parameters(paramLabel = "STUDY", description = "The study's name.")
    private String study = "";

    @Mixin
    private OutputOption format = new OutputOption();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Map<String, Object> status = Session.read(this::status);
        if (format.isJson()) {
            output.json(status);
        } else {
            status.forEach((key, value) -> output.line("%-10s %s".formatted(key, value)));
        }
        return ExitCode.OK;
    }

    private Map<String, Object> status(StudyReader reader) {
        Map<String, Object> status = new LinkedHashMap<>();
        status.put("study", study);
        Optional<StudyDocument> document = reader.document(study);
        if (document.isPresent()) {
            status.put("status", document.get().result().status());
            status.put("phase", "done");
            status.put("trials", document.get().spec().budget().trials());
            status.put("states", document.get().result().states());
            put(status, "message", document.get().result().message());
            return status;
        }
        Optional<StudySummary> server = reader.summary(study);
        StudySummary summary = server.orElseGet(() -> reader.recorded(study).summary());
        // By the record alone a study that the server has forgotten would run for ever.
        status.put("status", server.isPresent() ? summary.status() : "UNKNOWN");
        status.put("phase", summary.phase());
        status.put("trials", summary.budget().trials());
        status.put("started", summary.started());
        status.put("states", summary.states());
        Scored best = summary.incumbent();
        put(status, "incumbent", best == null ? null : best.trial());
        put(status, "waiting", summary.waiting());
        put(status, "message", summary.message());
        return status;
    }

    private static void put(Map<String, Object> status, String key, @org.jspecify.annotations.Nullable Object value) {
        if (value != null) {
            status.put(key, value);
        }
    }
}
