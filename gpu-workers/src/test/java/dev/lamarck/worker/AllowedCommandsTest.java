package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AllowedCommandsTest {

    private static final String SCRIPT = "print(1)\n";

    @TempDir
    private Path folder;

    private Path home;
    private Path jobs;
    private Path work;

    @BeforeEach
    void prepare() throws IOException {
        home = Files.createDirectories(folder.resolve("home"));
        jobs = Files.createDirectories(folder.resolve("jobs"));
        work = Files.createDirectories(folder.resolve("work"));
        write(jobs, "train.py", SCRIPT);
        write(jobs, "lib/net.py", "net = 1\n");
    }

    @Test
    void nothingIsAllowedUnlessSomebodySaysSo() throws IOException {
        write(work, "train.py", SCRIPT);

        assertThatThrownBy(() -> AllowedCommands.of(home).require(List.of("python3", "train.py"), work))
                .isInstanceOf(CommandRefusedException.class)
                .hasMessageContaining("python3 train.py")
                .hasMessageContaining(home.resolve("allowed-commands").toString())
                .hasMessageContaining("--allow-command");
    }

    @Test
    void aScriptOfAnAllowedFolderRunsAsAProgramAndUnderAnInterpreter() throws IOException {
        write(work, "train.py", SCRIPT);
        write(work, "lib/net.py", "net = 1\n");
        AllowedCommands.of(home).allow(jobs);

        assertAllowed("python3", "train.py", "--fast");
        assertAllowed("python3.12", "train.py");
        assertAllowed("./train.py");
        assertAllowed("bash", "lib/net.py");
    }

    @Test
    void theListIsReadAnewAndKeepsWhatPeopleWrote() throws IOException {
        write(work, "train.py", SCRIPT);
        Files.writeString(home.resolve("allowed-commands"), "# mine\npython -m pkg");
        assertRefused("python3", "train.py");

        AllowedCommands.of(home).allow(jobs);
        AllowedCommands.of(home).allow(jobs);

        assertAllowed("python3", "train.py");
        assertThat(home.resolve("allowed-commands")).hasContent("# mine\npython -m pkg\n" + jobs + "\n");
    }

    @Test
    void aFolderBelowAnAllowedOneCountsWithItsOwnFiles() throws IOException {
        write(jobs, "deep/er/go.py", "go\n");
        write(jobs, "deep/er/lib/a.py", "a\n");
        write(work, "go.py", "go\n");
        write(work, "lib/a.py", "a\n");
        AllowedCommands.of(home).allow(jobs);

        assertAllowed("python3", "go.py");
    }

    @Test
    void aChangedScriptOrAFileThatItWouldLoadIsRefused() throws IOException {
        AllowedCommands.of(home).allow(jobs);
        write(work, "train.py", SCRIPT + "evil()\n");
        assertRefused("python3", "train.py");

        write(work, "train.py", SCRIPT);
        assertAllowed("python3", "train.py");
        write(work, "json.py", "evil()\n");
        assertRefused("python3", "train.py");
    }

    @Test
    void filesOfDifferentPlacesAreNotPutTogether() throws IOException {
        write(jobs, "other/json.py", "json = 1\n");
        write(work, "train.py", SCRIPT);
        write(work, "json.py", "json = 1\n");
        AllowedCommands.of(home).allow(jobs);

        assertRefused("python3", "train.py");
    }

    @Test
    void linksAndDotsLeadNowhere() throws IOException {
        write(folder, "outside/evil.py", "evil()\n");
        Files.createSymbolicLink(jobs.resolve("evil.py"), folder.resolve("outside/evil.py"));
        Files.createSymbolicLink(jobs.resolve("away"), folder.resolve("outside"));
        write(work, "evil.py", "evil()\n");
        AllowedCommands.of(home).allow(jobs);
        assertRefused("python3", "evil.py");
        assertRefused("python3", "./lib/../evil.py");
        assertRefused("python3", "../outside/evil.py");
        assertRefused(folder.resolve("outside/evil.py").toString());

        Files.delete(work.resolve("evil.py"));
        write(work, "away/evil.py", "evil()\n");
        assertRefused("python3", "away/evil.py");
        Files.createSymbolicLink(work.resolve("train.py"), folder.resolve("outside/evil.py"));
        assertRefused("python3", "train.py");
    }

    @Test
    void programsThatAreNoInterpretersRunNothing() throws IOException {
        write(work, "train.py", SCRIPT);
        AllowedCommands.of(home).allow(jobs);

        assertRefused("find", "train.py", "-exec", "id", ";");
        assertRefused("env", "train.py");
        assertRefused("python3", "-c", "evil()", "train.py");
        assertRefused("python3");
        assertRefused("/usr/bin/python3", "train.py");
    }

    @Test
    void wordsAllowTheCommandsThatBeginWithThem() throws IOException {
        AllowedCommands.of(home).allow(List.of("python", "-m", "pkg.train"));

        assertAllowed("python", "-m", "pkg.train", "--epochs", "3");
        assertRefused("python", "-m", "pkg.training");
        assertRefused("python", "-m");
        assertRefused("python3", "-m", "pkg.train");
    }

    @Test
    void wordsDoNotAllowFilesThatTheCommandBringsAlong() throws IOException {
        AllowedCommands.of(home).allow(List.of("python", "-m", "pkg.train"));
        write(work, "pkg/train.py", "evil()\n");
        assertRefused("python", "-m", "pkg.train");

        write(jobs, "pkg/train.py", "evil()\n");
        AllowedCommands.of(home).allow(jobs);
        assertAllowed("python", "-m", "pkg.train");
    }

    @Test
    void aRuleThatNamesNoFolderIsRefusedAtTheStart() {
        assertThatThrownBy(() -> AllowedCommands.of(home, List.of("/no/such/folder")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/no/such/folder");
    }

    private void assertAllowed(String... command) {
        assertThatCode(() -> AllowedCommands.of(home).require(List.of(command), work))
                .doesNotThrowAnyException();
    }

    private void assertRefused(String... command) {
        assertThatThrownBy(() -> AllowedCommands.of(home).require(List.of(command), work))
                .isInstanceOf(CommandRefusedException.class);
    }

    private static void write(Path folder, String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text);
    }
}
