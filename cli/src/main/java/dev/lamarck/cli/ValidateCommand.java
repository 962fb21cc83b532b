package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.job.Job;
import dev.lamarck.cli.job.Preview;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "validate",
        mixinStandardHelpOptions = true,
        description = "Checks a job file and shows what it would do; starts nothing.")
final class ValidateCommand implements Callable<Integer> {

    @Mixin
    private JobOptions job = new JobOptions();

    @Mixin
    private OutputOption format = new OutputOption();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Job resolved = job.resolve(
                Settings.from(System.getenv()), () -> Runtime.getRuntime().availableProcessors());
        Preview preview = Preview.of(resolved.spec());
        if (format.isJson()) {
            Map<String, Object> json = new LinkedHashMap<>();
            json.put("valid", true);
            json.put("digest", resolved.digest());
            json.put("preview", preview);
            json.put("job", resolved.spec());
            output.json(json);
        } else {
            output.line(resolved.spec().name() + " is valid");
            preview.lines(resolved.spec()).forEach(output::line);
        }
        return ExitCode.OK;
    }
}
