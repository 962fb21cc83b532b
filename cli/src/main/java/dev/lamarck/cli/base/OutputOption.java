package dev.lamarck.cli.base;

import picocli.CommandLine.Option;

/** The option {@code -o}. */
public final class OutputOption {

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.",
            defaultValue = "text")
    private Output.Format format = Output.Format.text;

    public boolean isJson() {
        return format == Output.Format.json;
    }
}
