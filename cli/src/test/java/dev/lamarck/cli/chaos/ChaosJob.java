package dev.lamarck.cli.chaos;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The job that every scenario's study is made from. */
final class ChaosJob {

    private static final String TEMPLATE = """
            apiVersion: lamarck/v1
            kind: Study
            name: %s
            data: {preset: digits}
            trainer: {preset: mlp}
            space:
              hidden_layers: {int: [1, 2]}
              units: {choice: %s}
              activation: {choice: [relu]}
              dropout: {choice: [0.0]}
              optimizer: {choice: [adam]}
              learning_rate: {choice: [0.001, 0.01]}
              weight_decay: {choice: [0.0001]}
              batch_size: {choice: [2, 4]}
            sampler: {name: genetic, seed: %d}
            pruner: {name: asha, min: 5, max: 15, reduction: 3}
            budget: {trials: %d, parallel: %d}
            failures: {infrastructure: 20}
            winner: {top: 1, seeds: 0}
            explain: []
            """;

    private ChaosJob() {}

    /** How many configurations there are: each layer has its own units. */
    static int configurations(Scenario scenario) {
        return switch (scenario.space()) {
            case SMALL -> (1 + 1) * 4;
            case MIDDLING -> (2 + 4) * 4;
        };
    }

    /** How many trials the study has to start. */
    static int expectedTrials(Scenario scenario) {
        return Math.min(scenario.trials(), configurations(scenario));
    }

    static Path write(Scenario scenario, Path folder) throws IOException {
        String units = switch (scenario.space()) {
            case SMALL -> "[48]";
            case MIDDLING -> "[32, 64]";
        };
        Files.createDirectories(folder);
        return Files.writeString(
                folder.resolve(scenario.study() + ".yaml"),
                TEMPLATE.formatted(scenario.study(), units, scenario.seed(), scenario.trials(), ChaosStack.SLOTS));
    }
}
