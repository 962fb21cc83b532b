package dev.lamarck.cli;

import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.job.Job;
import dev.lamarck.cli.job.JobException;
import dev.lamarck.cli.job.JobFile;
import dev.lamarck.cli.job.JobReader;
import dev.lamarck.cli.job.JobResolver;
import dev.lamarck.cli.job.Nightly;
import dev.lamarck.cli.job.NightlyFile;
import dev.lamarck.cli.job.NightlyResolver;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** A file of a job, or of nights of one, and what overrides it. */
final class JobOptions {

    @Parameters(index = "0", paramLabel = "FILE", description = "The file.")
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

    Job resolve(Settings settings, IntSupplier slots) {
        JobFile job = JobReader.read(file, overrides);
        return searchable(resolver(settings, slots).resolve(job, folder()));
    }

    Nightly resolveNightly(Settings settings, IntSupplier slots) {
        NightlyFile nightly = JobReader.readNightly(file, overrides);
        return new NightlyResolver(resolver(settings, slots)).resolve(nightly, folder());
    }

    /** Refuses what can be said of a job and not be run by this version. */
    private static Job searchable(Job job) {
        int islands = job.spec().execution().islands();
        if (islands > 1) {
            throw new JobException(
                    "islands is %d, and this version searches with one population. Remove the key.".formatted(islands));
        }
        return job;
    }

    private JobResolver resolver(Settings settings, IntSupplier slots) {
        return new JobResolver(settings.dataFolders(dataFolder), slots);
    }

    private Path folder() {
        return file.toAbsolutePath().resolveSibling("");
    }
}
