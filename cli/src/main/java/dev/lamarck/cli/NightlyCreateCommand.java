package dev.lamarck.cli;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.job.JobReader;
import dev.lamarck.cli.job.JobResolver;
import dev.lamarck.cli.job.Nightly;
import dev.lamarck.cli.job.NightlyFile;
import dev.lamarck.cli.job.NightlyResolver;
import dev.lamarck.cli.night.NightText;
import dev.lamarck.cli.night.Nightlies;
import dev.lamarck.worker.DataRoots;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "create",
        mixinStandardHelpOptions = true,
        description = {
            "Makes a schedule from a file of kind Nightly.",
            "A folder of data that it names is added to what the worker of this home may read."
        })
final class NightlyCreateCommand implements Callable<Integer> {

    @Parameters(paramLabel = "FILE", description = "The file.")
    private Path file = Path.of("");

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "Overrides a key of the file, e.g. budget.trials=20; may be repeated.")
    private List<String> overrides = List.of();

    @Option(
            names = "--data-dir",
            paramLabel = "FOLDER",
            description = "Where data sets lie, each in a folder of its name.")
    private @Nullable Path dataFolder;

    @Override
    public Integer call() {
        Output output = Output.standard();
        Settings settings = Settings.from(System.getenv());
        NightlyFile nightly = JobReader.readNightly(file, overrides);
        Path folder = file.toAbsolutePath().resolveSibling("");
        List<Path> folders = settings.dataFolders(dataFolder);
        // The file is checked before any server is asked.
        resolve(nightly, folder, folders, 1);
        try (Session session = Session.open(settings)) {
            Nightly resolved = resolve(nightly, folder, folders, session.slots("cpu"));
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

    private static Nightly resolve(NightlyFile file, Path folder, List<Path> folders, int slots) {
        return new NightlyResolver(new JobResolver(folders, () -> slots)).resolve(file, folder);
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
