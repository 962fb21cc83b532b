package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.contract.RegistryActivities.PromoteRequest;
import dev.lamarck.contract.RegistryActivities.PromoteResult;
import dev.lamarck.contract.RegistryActivities.Version;
import dev.lamarck.engine.tracking.ModelRegistry;
import dev.lamarck.engine.tracking.ModelRegistry.Promotion;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "champion",
        mixinStandardHelpOptions = true,
        description = "Shows and changes which version of a registered model is the champion.",
        subcommands = {
            ChampionCommand.ShowCommand.class,
            ChampionCommand.HistoryCommand.class,
            ChampionCommand.PromoteCommand.class,
            ChampionCommand.RollbackCommand.class
        })
final class ChampionCommand extends Group {

    private static final String MODEL = "The registered model.";
    private static final List<String> ALIASES =
            List.of(ModelRegistry.CHAMPION, ModelRegistry.CHALLENGER, ModelRegistry.PREVIOUS);

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description = "Shows the versions that are champion, challenger and previous champion.")
    static final class ShowCommand implements Callable<Integer> {

        @Parameters(paramLabel = "MODEL", description = MODEL)
        private String model = "";

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            Map<String, Version> versions = Registries.use(Settings.from(System.getenv()), registry -> {
                Registries.require(registry, model);
                Map<String, Version> found = new LinkedHashMap<>();
                ALIASES.forEach(
                        alias -> registry.aliased(model, alias).ifPresent(version -> found.put(alias, version)));
                return found;
            });
            if (format.isJson()) {
                Map<String, @Nullable Object> json = new LinkedHashMap<>();
                json.put("model", model);
                ALIASES.forEach(alias -> json.put(
                        alias,
                        Optional.ofNullable(versions.get(alias))
                                .map(ChampionCommand::json)
                                .orElse(null)));
                output.json(json);
            } else {
                output.table(
                        List.of("alias", "version", "study", "val_accuracy", "test_accuracy"),
                        versions.entrySet().stream()
                                .map(entry -> row(entry.getKey(), entry.getValue()))
                                .toList());
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "Lists each change of champion, newest first: when, by whom, on what evidence.")
    static final class HistoryCommand implements Callable<Integer> {

        @Parameters(paramLabel = "MODEL", description = MODEL)
        private String model = "";

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            List<Promotion> history = Registries.use(Settings.from(System.getenv()), registry -> {
                Registries.require(registry, model);
                return registry.history(model);
            });
            if (format.isJson()) {
                output.json(history);
            } else {
                output.table(
                        List.of("at", "version", "before", "by", "reason"),
                        history.stream().map(ChampionCommand::row).toList());
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "promote",
            mixinStandardHelpOptions = true,
            description =
                    "Makes a version the champion, whatever the gate said; the change is recorded with your name.")
    static final class PromoteCommand implements Callable<Integer> {

        @Parameters(
                paramLabel = "MODEL",
                description = "The registered model's challenger, or a version: MODEL/NUMBER, MODEL@ALIAS.")
        private String subject = "";

        @Option(names = "--reason", description = "Why, for the record.", defaultValue = "by hand")
        private String reason = "";

        @Override
        public Integer call() {
            ModelReference reference = ModelReference.parse(subject)
                    .orElseThrow(() -> new CliException(
                            ExitCode.USAGE,
                            "'%s' names no model; expected is NAME, NAME/NUMBER or NAME@ALIAS.".formatted(subject)));
            return change(
                    reference.model(),
                    reason,
                    registry ->
                            reference.find(registry, ModelRegistry.CHALLENGER).orElseThrow(() -> missing(reference)));
        }

        private static CliException missing(ModelReference reference) {
            String model = reference.model();
            if (reference.version() != null) {
                return new CliException(
                        ExitCode.NOT_FOUND, "Model '%s' has no version %s.".formatted(model, reference.version()));
            }
            String alias = reference.alias() == null ? ModelRegistry.CHALLENGER : reference.alias();
            return new CliException(
                    ExitCode.CONFLICT,
                    "Model '%1$s' has no %2$s. Name a version, e.g. %1$s/1.".formatted(model, alias));
        }
    }

    @Command(
            name = "rollback",
            mixinStandardHelpOptions = true,
            description = "Makes the previous champion the champion again.")
    static final class RollbackCommand implements Callable<Integer> {

        @Parameters(paramLabel = "MODEL", description = MODEL)
        private String model = "";

        @Option(names = "--reason", description = "Why, for the record.", defaultValue = "rollback by hand")
        private String reason = "";

        @Override
        public Integer call() {
            return change(
                    model,
                    reason,
                    registry -> registry.aliased(model, ModelRegistry.PREVIOUS)
                            .orElseThrow(() -> new CliException(
                                    ExitCode.CONFLICT, "Model '%s' has no previous champion.".formatted(model))));
        }
    }

    private interface Choice {
        Version of(ModelRegistry registry);
    }

    private static int change(String model, String reason, Choice choice) {
        Settings settings = Settings.from(System.getenv());
        String by = "user " + System.getProperty("user.name");
        String version = Registries.use(settings, registry -> {
            Registries.require(registry, model);
            String chosen = choice.of(registry).version();
            String current = registry.aliased(model, ModelRegistry.CHAMPION)
                    .map(Version::version)
                    .orElse(null);
            if (chosen.equals(current)) {
                throw new CliException(
                        ExitCode.CONFLICT, "Version %s of '%s' is the champion already.".formatted(chosen, model));
            }
            PromoteResult result = registry.promote(
                    new PromoteRequest(model, chosen, current, by, reason, System.currentTimeMillis()));
            if (!result.promoted()) {
                throw new CliException(
                        ExitCode.CONFLICT,
                        "Version %s of '%s' became champion meanwhile. Look at 'lamarck champion history %s' and try again."
                                .formatted(result.champion(), model, model));
            }
            return chosen;
        });
        Output.standard().line("Champion of %s: version %s".formatted(model, version));
        return ExitCode.OK;
    }

    private static Map<String, @Nullable Object> json(Version version) {
        Map<String, @Nullable Object> json = new LinkedHashMap<>();
        json.put("version", version.version());
        json.put("study", version.study());
        json.put("run", version.runId());
        json.put("metrics", new TreeMap<>(version.metrics()));
        return json;
    }

    private static List<String> row(String alias, Version version) {
        return List.of(
                alias,
                version.version(),
                version.study() == null ? "" : version.study(),
                metric(version, "val_accuracy"),
                metric(version, "test_accuracy"));
    }

    private static String metric(Version version, String name) {
        Double value = version.metrics().get(name);
        return value == null ? "" : "%.4f".formatted(value);
    }

    private static List<String> row(Promotion promotion) {
        return List.of(
                Instant.ofEpochMilli(promotion.atMillis()).toString(),
                promotion.version(),
                promotion.previous() == null ? "" : promotion.previous(),
                promotion.by(),
                promotion.reason());
    }
}
