package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.stack.Doctor;
import dev.lamarck.cli.stack.LocalStack;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = "Looks for what keeps Lamarck from working and says how to mend it; exit 6 if anything does.")
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private OutputOption format = new OutputOption();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        List<Doctor.Check> checks = new Doctor(settings, new LocalStack(settings, output)).examine();
        if (format.isJson()) {
            output.json(checks.stream()
                    .map(check -> Map.of(
                            "id", check.id(),
                            "status", check.status().name().toLowerCase(Locale.ROOT),
                            "detail", check.detail(),
                            "fix", check.fix()))
                    .toList());
        } else {
            for (Doctor.Check check : checks) {
                output.line("%-8s %-9s %s".formatted(check.status(), check.id(), check.detail()));
                if (!check.fix().isEmpty()) {
                    output.line("         %-9s %s".formatted("", check.fix()));
                }
            }
        }
        boolean failed = checks.stream().anyMatch(check -> check.status() == Doctor.Status.FAILED);
        return failed ? ExitCode.UNAVAILABLE : ExitCode.OK;
    }
}
