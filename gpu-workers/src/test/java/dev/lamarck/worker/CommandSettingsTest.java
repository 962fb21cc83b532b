package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CommandSettingsTest {

    @Test
    void commandsSeeOnlyWhatIsNamed() {
        CommandSettings settings = CommandSettings.of(
                Map.of("PATH", "/bin:.::rel/bin:/usr/bin", "HOME", "/home/a", "TOKEN", "secret", "MODE", "fast"),
                List.of(),
                List.of("MODE", "ABSENT"));

        assertThat(settings.environment())
                .isEqualTo(Map.of("PATH", "/bin:/usr/bin", "HOME", "/home/a", "MODE", "fast", "PYTHONUNBUFFERED", "1"));
    }

    @Test
    void aVariableWithAValueIsNoName() {
        assertThatThrownBy(() -> CommandSettings.of(Map.of(), List.of(), List.of("MODE=fast")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MODE=fast")
                .hasMessageContaining("--pass-env");
    }

    @Test
    void aFolderMayBeGivenFromHere() {
        assertThat(CommandSettings.of(Map.of(), List.of("./src", "python -m pkg.train"), List.of())
                        .allowed())
                .containsExactly(Path.of("src").toAbsolutePath().toString(), "python -m pkg.train");
        assertThatThrownBy(() -> CommandSettings.of(Map.of(), List.of("./no-such-folder"), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no-such-folder");
    }
}
