package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.job.Job;
import dev.lamarck.cli.job.Preview;
import dev.lamarck.cli.study.Studies;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        description = "Starts a study on running servers, or attaches to the one with the same name and job.")
final class SubmitCommand implements Callable<Integer> {

    @Mixin
    private JobOptions job = new JobOptions();

    @Mixin
    private OutputOption format = new OutputOption();

    @Option(names = "--again", description = "Start another study under the next free name, e.g. digits-2.")
    private boolean again;

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        // The job is checked before any server is asked.
        job.resolve(settings, () -> 1);
        try (Session session = Session.open(settings)) {
            Job resolved = job.resolve(settings, () -> session.slots("cpu"));
            resolved.allowCommand(settings.home());
            Studies.Submitted submitted = session.studies().submit(resolved, again);
            if (format.isJson()) {
                Map<String, Object> json = new LinkedHashMap<>();
                json.put("study", submitted.name());
                json.put("attached", submitted.attached());
                json.put("digest", resolved.digest());
                output.json(json);
            } else {
                if (!submitted.attached()) {
                    Preview.of(resolved.spec()).lines(resolved.spec()).forEach(output::note);
                }
                output.line("%s %s".formatted(submitted.attached() ? "Attached to" : "Started", submitted.name()));
                output.note("Follow it by 'lamarck watch %s'".formatted(submitted.name()));
            }
        }
        return ExitCode.OK;
    }
}
