package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.train.catalog.DataPreset;
import dev.lamarck.train.catalog.DataPresets;
import dev.lamarck.train.data.DataFetcher;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.ImageData;
import dev.lamarck.train.data.NumpyFile;
import dev.lamarck.train.data.SplitData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "data",
        mixinStandardHelpOptions = true,
        description = "Lists, fetches and exports data sets.",
        subcommands = {DataCommand.ListCommand.class, DataCommand.FetchCommand.class, DataCommand.ExportCommand.class})
final class DataCommand extends Group {

    private static DataPreset preset(String name) {
        return DataPresets.find(name)
                .orElseThrow(() -> new CliException(
                        ExitCode.NOT_FOUND,
                        "There is no data preset '%s'. There are %s."
                                .formatted(name, String.join(", ", DataPresets.names()))));
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description = "Lists the data sets that are known by name.")
    static final class ListCommand implements Callable<Integer> {

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            DataLoader loader = Settings.from(System.getenv()).dataLoader(null);
            List<Map<String, Object>> all = DataPresets.all().stream()
                    .map(preset -> {
                        Map<String, Object> line = new LinkedHashMap<>();
                        line.put("name", preset.name());
                        line.put(
                                "here",
                                preset.shipped() || loader.locate(preset).isPresent());
                        line.put("about", preset.about());
                        return line;
                    })
                    .toList();
            if (format.isJson()) {
                output.json(all);
            } else {
                output.table(
                        List.of("name", "here", "about"),
                        all.stream()
                                .map(line -> line.values().stream()
                                        .map(Object::toString)
                                        .toList())
                                .toList());
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "fetch",
            mixinStandardHelpOptions = true,
            description = "Brings a data set onto this machine and checks it.")
    static final class FetchCommand implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", description = "The data set's name.")
        private String name = "";

        @Option(
                names = "--from",
                paramLabel = "SOURCE",
                description = "An http(s) address or a folder that has its files; default is its public address.")
        private @Nullable String from;

        @Override
        public Integer call() {
            Output output = Output.standard();
            DataPreset preset = preset(name);
            if (preset.shipped()) {
                output.line("%s is part of Lamarck".formatted(name));
                return ExitCode.OK;
            }
            Path target = Settings.from(System.getenv()).fetchedData().resolve(name);
            String source =
                    from == null ? Objects.requireNonNull(preset.source()).toString() : from;
            output.note("Fetching %s from %s".formatted(name, source));
            DataFetcher.fetch(preset, source, target);
            output.line(target.toString());
            return ExitCode.OK;
        }
    }

    @Command(
            name = "export",
            mixinStandardHelpOptions = true,
            description = {
                "Writes a split as a NumPy archive: input (float32 [N, C, H, W]) and label (int64 [N]).",
                "The splits are those that a study with the same data keys has."
            })
    static final class ExportCommand implements Callable<Integer> {

        @Parameters(paramLabel = "NAME", description = "The data set's name.")
        private String name = "";

        @Option(names = "--split", required = true, description = "${COMPLETION-CANDIDATES}.")
        private Split split = Split.test;

        @Option(
                names = "--seed",
                description = "Which seeded split, data.split of the job; default ${DEFAULT-VALUE}.",
                defaultValue = "1")
        private int seed;

        @Option(names = "--validation", description = "data.validation of the job; default is the data set's own.")
        private @Nullable Double validation;

        @Option(
                names = "--data-dir",
                paramLabel = "FOLDER",
                description = "Where data sets lie, each in a folder of its name.")
        private @Nullable Path dataFolder;

        @Option(
                names = {"-f", "--file"},
                description = "The file to write; default NAME-SPLIT.npz.")
        private @Nullable Path file;

        enum Split {
            train,
            validation,
            test
        }

        @Override
        public Integer call() throws IOException {
            Output output = Output.standard();
            preset(name);
            SplitData data =
                    Settings.from(System.getenv()).dataLoader(dataFolder).preset(name, validation, seed);
            ImageData part = switch (split) {
                case train -> data.train();
                case validation -> data.validation();
                case test -> data.test();
            };
            Path target = file == null ? Path.of("%s-%s.npz".formatted(name, split)) : file;
            try (OutputStream out = Files.newOutputStream(target)) {
                NumpyFile.write(part, out);
            }
            output.note("%,d rows".formatted(part.rows()));
            output.line(target.toString());
            return ExitCode.OK;
        }
    }
}
