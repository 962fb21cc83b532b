package dev.lamarck.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DataRootsTest {

    private Path folder;
    private Path home;
    private Path feed;
    private DataRoots roots;

    @BeforeEach
    void makeFolders(@TempDir Path temporary) throws IOException {
        folder = temporary.toRealPath();
        home = folder.resolve("home");
        feed = Files.createDirectories(folder.resolve("feed"));
        Files.createDirectories(folder.resolve("feed/today"));
        Files.createDirectories(folder.resolve("feed-of-others"));
        Files.createDirectories(folder.resolve("private"));
        roots = DataRoots.of(home);
    }

    @Test
    void allowsNothingUntilItIsListed() {
        assertThat(roots.allowed(feed.toString())).isEmpty();
        assertThat(home).doesNotExist();
    }

    @Test
    void allowsARootAndAllBelowIt() {
        roots.allow(feed);

        assertThat(roots.allowed(feed.toString())).contains(feed);
        assertThat(roots.allowed(feed + "/today")).contains(feed.resolve("today"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "private",
                "feed-of-others",
                "feed/../private",
                "feed/today/../../private",
                "feed/missing",
                "missing",
                ""
            })
    void allowsNothingElse(String path) {
        roots.allow(feed);

        assertThat(roots.allowed(folder + "/" + path)).isEmpty();
    }

    @Test
    void allowsNoTextThatIsNoPath() {
        roots.allow(feed);

        assertThat(roots.allowed("feed\0")).isEmpty();
    }

    @Test
    void followsLinksBeforeItDecides() throws IOException {
        roots.allow(feed);
        Files.createSymbolicLink(feed.resolve("out"), folder.resolve("private"));
        Files.createSymbolicLink(folder.resolve("in"), feed.resolve("today"));

        assertThat(roots.allowed(feed + "/out")).isEmpty();
        assertThat(roots.allowed(folder + "/in")).contains(feed.resolve("today"));
    }

    @Test
    void allowsWhatARootThatIsALinkLeadsTo() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link"), feed);

        roots.allow(link);

        assertThat(roots.allowed(link + "/today")).contains(feed.resolve("today"));
    }

    @Test
    void allowsWhatItHasFetchedItself() throws IOException {
        Path fetched = Files.createDirectories(home.resolve("data/digits"));

        assertThat(roots.allowed(fetched.toString())).contains(fetched);
    }

    @Test
    void writesAFolderOnce() {
        roots.allow(feed);
        roots.allow(folder.resolve("feed/today/.."));
        roots.allow(folder.resolve("private"));

        assertThat(roots.file()).hasContent(feed + "\n" + folder.resolve("private") + "\n");
    }

    @Test
    void readsWhatPeopleHaveWritten() throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("data-roots"), "\n  " + feed + "  \n" + folder.resolve("gone") + "\n");

        assertThat(roots.allowed(feed + "/today")).contains(feed.resolve("today"));
    }

    @Test
    void beginsALineOfItsOwnAfterWhatPeopleHaveWritten() throws IOException {
        Files.createDirectories(home);
        Files.writeString(home.resolve("data-roots"), feed.toString());

        roots.allow(folder.resolve("private"));

        assertThat(roots.allowed(feed.toString())).isPresent();
        assertThat(roots.allowed(folder.resolve("private").toString())).isPresent();
    }
}
