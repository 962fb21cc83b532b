package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.job.Nightly;
import dev.lamarck.cli.night.NightText;
import dev.lamarck.cli.night.Nightlies;
import dev.lamarck.worker.DataRoots;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a schedule from a file of kind Nightly.",
            "A folder of data that it names is added to what the worker of this home may read."
        })
final class NightlyCreateCommand implements Callable<Integer> {

    @Mixin
    private JobOptions options = new JobOptions();

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        // The file is checked before any server is asked.
        options.resolveNightly(settings, () -> 1);
        try (Session session = Session.open(settings)) {
            Nightly resolved = options.resolveNightly(settings, () -> session.slots("cpu"));
            allow(settings, resolved);
            Nightlies nightlies = new Nightlies(session.connection());
            String name = resolved.spec().name();
            boolean created = nightlies.create(resolved);
            output.line("%s %s".formatted(created ? "Created" : "Exists already with this content:", name));
            nightlies
                    .standing(name)
                    .next()
                    .forEach(next -> output.note("  next night " + NightText.time(next, resolved.spec())));
            output.note("Begin one now by 'lamarck nightly trigger %s --wait'".formatted(name));
        }
        return ExitCode.OK;
    }

    private static void allow(Settings settings, Nightly nightly) {
        DataRoots roots = DataRoots.of(settings.home());
        String idx = nightly.spec().source().idx();
        if (idx != null) {
            roots.allow(Path.of(idx));
        }
        nightly.spec().source().folders().stream()
                .map(Path::of)
                .filter(folder -> !folder.startsWith(settings.home()))
                .forEach(roots::allow);
    }
}
