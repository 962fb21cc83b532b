package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutOfMemoryKillsTest {

    @TempDir
    private Path root;

    @Test
    void countsThoseOfItsOwnGroup() throws IOException {
        write("proc/self/cgroup", "0::/user.slice/worker\n");
        write("proc/vmstat", "nr_free_pages 7\noom_kill 9\n");
        Path events = write("sys/fs/cgroup/user.slice/worker/memory.events", "oom 1\noom_kill 2\noom_group_kill 5\n");
        OutOfMemoryKills kills = OutOfMemoryKills.in(root);
        assertThat(kills.count()).isEqualTo(2);

        Files.writeString(events, "oom 1\noom_kill 3\n");

        assertThat(kills.count()).isEqualTo(3);
    }

    @Test
    void countsThoseOfAGroupOfTheFirstKind() throws IOException {
        write("proc/self/cgroup", "5:cpu:/\n4:memory:/jobs/7\n");
        write("sys/fs/cgroup/memory/jobs/7/memory.oom_control", "oom_kill_disable 0\nunder_oom 0\noom_kill 4\n");

        assertThat(OutOfMemoryKills.in(root).count()).isEqualTo(4);
    }

    @Test
    void countsThoseOfTheMachineWhereNoGroupDoes() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write("proc/vmstat", "oom_kill 9\n");

        assertThat(OutOfMemoryKills.in(root).count()).isEqualTo(9);
    }

    @Test
    void countsNothingWhereNobodyTells() {
        assertThat(OutOfMemoryKills.in(root).count()).isZero();
    }

    private Path write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        return Files.writeString(file, text);
    }
}
