package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.OutputOption;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.base.TimeoutOption;
import dev.lamarck.cli.night.NightText;
import dev.lamarck.cli.night.NightWatch;
import dev.lamarck.cli.night.Nightlies;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.ledger.Nights;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "nightly",
        mixinStandardHelpOptions = true,
        description = "Selects a model every night and promotes it only on evidence.",
        subcommands = {
            NightlyCreateCommand.class,
            NightlyCommand.ListCommand.class,
            NightlyCommand.DescribeCommand.class,
            NightlyCommand.TriggerCommand.class,
            NightlyCommand.PauseCommand.class,
            NightlyCommand.ResumeCommand.class,
            NightlyCommand.DeleteCommand.class,
            NightlyCommand.HistoryCommand.class,
            NightlySimulateCommand.class
        })
final class NightlyCommand extends Group {

    private static final String NAME = "The selection's name.";

    @Command(name = "list", mixinStandardHelpOptions = true, description = "Lists nightly selections.")
    static final class ListCommand implements Callable<Integer> {

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            Settings settings = Settings.from(System.getenv());
            try (Session session = Session.open(settings)) {
                Nightlies nightlies = new Nightlies(session.connection());
                Nights nights = new Nights(settings.store());
                List<Map<String, @Nullable Object>> all = new ArrayList<>();
                for (String name : nightlies.names()) {
                    all.add(NightText.summary(
                            nightlies.standing(name), nights.of(name).stream().findFirst()));
                }
                if (format.isJson()) {
                    output.json(all);
                } else {
                    output.table(
                            List.of("nightly", "state", "schedule", "next", "last"),
                            all.stream().map(NightText::row).toList());
                }
            }
            return ExitCode.OK;
        }
    }

    @Command(
            name = "describe",
            mixinStandardHelpOptions = true,
            description = "Shows a selection: schedule, gate, the night at hand, the last nights.")
    static final class DescribeCommand implements Callable<Integer> {

        private static final int MOST_NIGHTS = 5;

        @Parameters(paramLabel = "NIGHTLY", description = NAME)
        private String name = "";

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            Settings settings = Settings.from(System.getenv());
            try (Session session = Session.open(settings)) {
                Nightlies.Standing standing = new Nightlies(session.connection()).standing(name);
                List<NightDocument> nights = new Nights(settings.store())
                        .of(name).stream().limit(MOST_NIGHTS).toList();
                if (format.isJson()) {
                    Map<String, @Nullable Object> json =
                            NightText.summary(standing, nights.stream().findFirst());
                    json.put("phase", phase(session, standing));
                    json.put("spec", standing.spec());
                    json.put("nights", nights);
                    output.json(json);
                } else {
                    NightText.describe(standing, phase(session, standing), nights)
                            .forEach(output::line);
                }
            }
            return ExitCode.OK;
        }

        /** What the night at hand does; null if there is none. */
        private static @Nullable String phase(Session session, Nightlies.Standing standing) {
            return standing.running()
                    .map(id -> new NightWatch(session.connection(), Output.standard()).phase(id))
                    .orElse(null);
        }
    }

    @Command(
            name = "trigger",
            mixinStandardHelpOptions = true,
            description = {
                "Begins a night now.",
                "With --wait the exit code is that of the verdict: 0 PROMOTED, 7 KEPT or BLOCKED, 1 ABORTED or FAILED."
            })
    static final class TriggerCommand implements Callable<Integer> {

        @Parameters(paramLabel = "NIGHTLY", description = NAME)
        private String name = "";

        @Option(names = "--wait", description = "Wait for the verdict.")
        private boolean wait;

        @Mixin
        private TimeoutOption timeout = new TimeoutOption();

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() throws InterruptedException {
            Output output = Output.standard();
            try (Session session = Session.open(Settings.from(System.getenv()))) {
                String workflow = new Nightlies(session.connection()).trigger(name);
                if (!wait) {
                    output.line("Began " + workflow);
                    return ExitCode.OK;
                }
                Instant end = timeout.end();
                NightDocument night = new NightWatch(session.connection(), output).await(workflow, end);
                if (format.isJson()) {
                    output.json(night);
                } else {
                    output.line("%s %s: %s".formatted(night.verdict(), night.night(), night.reason()));
                }
                return NightText.exitCode(night.verdict());
            }
        }
    }

    /** A change of one selection, said in a word when it is done. */
    private static int change(String name, String word, Consumer<Nightlies> change) {
        try (Session session = Session.open(Settings.from(System.getenv()))) {
            change.accept(new Nightlies(session.connection()));
            Output.standard().line("%s %s".formatted(word, name));
        }
        return ExitCode.OK;
    }

    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            description = "No further night begins by itself; one under way goes on.")
    static final class PauseCommand implements Callable<Integer> {

        @Parameters(paramLabel = "NIGHTLY", description = NAME)
        private String name = "";

        @Option(names = "--note", description = "Why.", defaultValue = "paused by hand")
        private String note = "";

        @Override
        public Integer call() {
            return change(name, "Paused", nightlies -> nightlies.pause(name, note));
        }
    }

    @Command(name = "resume", mixinStandardHelpOptions = true, description = "Nights begin by schedule again.")
    static final class ResumeCommand implements Callable<Integer> {

        @Parameters(paramLabel = "NIGHTLY", description = NAME)
        private String name = "";

        @Override
        public Integer call() {
            return change(name, "Resumed", nightlies -> nightlies.resume(name));
        }
    }

    @Command(
            name = "delete",
            mixinStandardHelpOptions = true,
            description = "Deletes the schedule; a night under way goes on, the record of all nights is kept.")
    static final class DeleteCommand implements Callable<Integer> {

        @Parameters(paramLabel = "NIGHTLY", description = NAME)
        private String name = "";

        @Override
        public Integer call() {
            return change(name, "Deleted", nightlies -> nightlies.delete(name));
        }
    }

    @Command(
            name = "history",
            mixinStandardHelpOptions = true,
            description = "Lists the nights of a selection, newest first, with their verdicts.")
    static final class HistoryCommand implements Callable<Integer> {

        @Parameters(paramLabel = "NIGHTLY", description = NAME)
        private String name = "";

        @Mixin
        private OutputOption format = new OutputOption();

        @Override
        public Integer call() {
            Output output = Output.standard();
            Settings settings = Settings.from(System.getenv());
            List<NightDocument> nights = new Nights(settings.store()).of(name);
            if (nights.isEmpty()) {
                // No night is not the same as no selection; only the server knows.
                try (Session session = Session.open(settings)) {
                    new Nightlies(session.connection()).standing(name);
                } catch (CliException e) {
                    throw e.exitCode() == ExitCode.UNAVAILABLE
                            ? new CliException(ExitCode.NOT_FOUND, "No night of '%s' is on record.".formatted(name), e)
                            : e;
                }
            }
            if (format.isJson()) {
                output.json(nights);
            } else {
                output.table(
                        NightText.HEAD, nights.stream().map(NightText::night).toList());
            }
            return ExitCode.OK;
        }
    }
}
