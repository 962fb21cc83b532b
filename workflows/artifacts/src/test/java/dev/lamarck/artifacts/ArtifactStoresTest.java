package dev.lamarck.artifacts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArtifactStoresTest {

    @TempDir
    private Path folder;

    @Test
    void opensAFolderByItsPathOrItsAddress() {
        Path root = folder.resolve("my store");
        open(root.toString()).put("a/key", ArtifactStoreContract.bytes("x"));

        assertThat(open(root.toUri().toString()).list("")).containsExactly("a/key");
        assertThat(open("file:" + root.toUri().getRawPath()).list("")).containsExactly("a/key");
        assertThat(ArtifactStores.address("artifacts"))
                .isEqualTo(Path.of("artifacts").toAbsolutePath().toUri());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "s3://bucket-one,                        s3://bucket-one/ at http://127.0.0.1:9000",
        "s3://bucket-one/,                       s3://bucket-one/ at http://127.0.0.1:9000",
        "s3://bucket.one/team/lamarck/,          s3://bucket.one/team/lamarck/ at http://127.0.0.1:9000",
        "http://engine:8266,                     http://engine:8266/",
        "https://engine.example.org/lamarck/,    https://engine.example.org/lamarck/"
    })
    void opensStoresBehindANetworkWithoutAskingThem(String address, String name) {
        Map<String, String> environment = Map.of("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:9000");

        assertThat(ArtifactStores.open(address, folder, environment)).hasToString(name);
    }

    @ParameterizedTest(name = "''{0}''")
    @ValueSource(
            strings = {
                "",
                " ",
                "ftp://host/folder",
                "s3:",
                "s3:///prefix",
                "s3://bucket/a b",
                "s3://bucket/../x",
                "s3://bucket/x?y=1",
                "s3://id:secret@bucket/x",
                "http:",
                "http://",
                "http://user:secret@host/",
                "http://host/?token=x",
                "file:folder",
                "file://host/folder"
            })
    void refusesAddressesThatNoStoreHas(String address) {
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> open(address))
                .withMessageStartingWith("Artifact store '%s'", address);
    }

    @Test
    void takesItsTokenFromAVariableBeforeAFile() throws IOException {
        Path file = Files.writeString(folder.resolve("token"), " from-file \n");
        Map<String, String> named = Map.of("LAMARCK_STORE_TOKEN_FILE", file.toString());
        Map<String, String> both =
                Map.of("LAMARCK_STORE_TOKEN_FILE", file.toString(), "LAMARCK_STORE_TOKEN", "from-variable");

        assertThat(ArtifactStores.token(Map.of())).isEmpty();
        assertThat(ArtifactStores.token(named)).hasValue("from-file");
        assertThat(ArtifactStores.token(both)).hasValue("from-variable");
    }

    @Test
    void refusesATokenThatCannotBeSent() throws IOException {
        Path empty = Files.writeString(folder.resolve("token"), "\n");

        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> ArtifactStores.token(Map.of("LAMARCK_STORE_TOKEN", "two words")))
                .withMessage("LAMARCK_STORE_TOKEN is empty or has blanks or characters that are not ASCII; expected is"
                        + " one word.");
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> ArtifactStores.token(Map.of("LAMARCK_STORE_TOKEN_FILE", empty.toString())))
                .withMessageStartingWith("The file %s of LAMARCK_STORE_TOKEN_FILE is empty", empty);
        assertThatExceptionOfType(ArtifactException.class)
                .isThrownBy(() -> ArtifactStores.token(Map.of("LAMARCK_STORE_TOKEN_FILE", "/none")))
                .withMessageStartingWith("Cannot read /none, the file of LAMARCK_STORE_TOKEN_FILE");
    }

    @Test
    void refusesACacheOfNoSize() {
        for (String size : List.of("0", "-1", "ten", "1.5", "")) {
            assertThatExceptionOfType(ArtifactException.class)
                    .isThrownBy(() -> ArtifactStores.open("http://host:1/", folder, Map.of("LAMARCK_CACHE_GB", size)))
                    .withMessage(
                            "LAMARCK_CACHE_GB is '%s'; expected is a whole number of gigabytes, at least 1.", size);
        }
    }

    /** Most runs have files: they must not pay for the client of S3. */
    @Test
    void loadsTheClientOfS3OnlyForS3() throws Exception {
        Path file = Files.writeString(folder.resolve("file"), "x");
        String root = folder.resolve("root").toString();
        List<String> flags = List.of("-Xlog:class+load:file=" + folder.resolve("classes.log"));

        try (StoreProcess process =
                StoreProcess.start(Map.of(), flags, "put", root, "cache", "a/key", file.toString())) {
            assertThat(process.lines(0)).containsExactly("true", "true", "[a/key]");
        }

        assertThat(Files.readString(folder.resolve("classes.log")))
                .contains("dev.lamarck.artifacts.FileArtifactStore")
                .doesNotContain("software.amazon")
                .doesNotContain("java.net.http");
    }

    private ArtifactStore open(String address) {
        return ArtifactStores.open(address, folder.resolve("cache"), Map.of());
    }
}
