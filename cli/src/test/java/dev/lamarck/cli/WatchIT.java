package dev.lamarck.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.cli.stack.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Studies that are left alone, watched again, or killed. */
@ExtendWith(SharedStack.class)
class WatchIT {

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @Test
    void interruptingTheWatchingLeavesTheStudyAndTheSameCommandAttaches(@TempDir Path folder) throws Exception {
        Path out = folder.resolve("out");
        Path err = folder.resolve("err");
        Process run = SharedStack.cli().start(out, err, job("run", "interrupted", 8));
        assertThat(Await.until(() -> text(err).contains("searching"), () -> !run.isAlive(), PATIENCE))
                .as(text(err))
                .isTrue();

        new ProcessBuilder("kill", signal(), Long.toString(run.pid())).start().waitFor();

        assertThat(run.waitFor()).isEqualTo(130);
        assertThat(text(err)).contains("Study interrupted goes on. Watch it again by 'lamarck watch interrupted'.");
        CommandLineProcess.Result again = SharedStack.run(job("run", "interrupted", 8));
        assertThat(again.exitCode()).as(again.err()).isZero();
        assertThat(again.err()).contains("Study interrupted exists with this job");
        assertThat(again.out()).contains("Winner of interrupted: trial ");
        assertThat(SharedStack.run("trial", "list", "interrupted", "-o", "json").json())
                .hasSize(8);
    }

    @Test
    void aKilledStudyEndsWithItsRecord() throws Exception {
        CommandLineProcess.Result submitted = SharedStack.run(job("submit", "killed", 500));
        assertThat(submitted.exitCode()).as(submitted.err()).isZero();

        CommandLineProcess.Result kill = SharedStack.run("kill", "killed");

        assertThat(kill.exitCode()).as(kill.err()).isZero();
        assertThat(SharedStack.run("wait", "killed", "--timeout", "60").exitCode())
                .isEqualTo(1);
        assertThat(SharedStack.run("status", "killed", "-o", "json")
                        .json()
                        .path("status")
                        .asText())
                .isEqualTo("KILLED");
        assertThat(SharedStack.run("kill", "killed").exitCode()).isEqualTo(4);
        assertThat(SharedStack.run("kill", "never-started").exitCode()).isEqualTo(3);
    }

    @Test
    void waitingHasAnEnd() throws Exception {
        SharedStack.run(job("submit", "waited", 300));

        CommandLineProcess.Result wait = SharedStack.run("wait", "waited", "--timeout", "1");

        assertThat(wait.exitCode()).isEqualTo(124);
        assertThat(wait.err()).contains("has not ended after 1 s; it goes on");
        SharedStack.run("kill", "waited");
    }

    private static String[] job(String verb, String name, int trials) {
        List<String> arguments = new ArrayList<>(List.of(verb, "examples/digits.yaml"));
        for (String set :
                List.of("name=" + name, "data.preset=mnist-10k", "budget.trials=" + trials, "winner.seeds=0")) {
            arguments.add("--set");
            arguments.add(set);
        }
        return arguments.toArray(String[]::new);
    }

    /** A build that was started in the background by a shell ignores interrupts, and its children inherit that. */
    private static String signal() throws IOException {
        Path status = Path.of("/proc/self/status");
        if (!Files.exists(status)) {
            return "-INT";
        }
        long ignored = Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .mapToLong(line -> Long.parseUnsignedLong(
                        line.substring("SigIgn:".length()).strip(), 16))
                .findFirst()
                .orElse(0);
        boolean interruptIgnored = (ignored & 0b10) != 0;
        return interruptIgnored ? "-TERM" : "-INT";
    }

    private static String text(Path file) {
        try {
            return Files.exists(file) ? Files.readString(file) : "";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
