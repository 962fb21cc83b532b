package dev.lamarck.cli.base;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.ArtifactStores;
import dev.lamarck.train.data.DataLoader;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the environment says, read once.
 *
 * @param home where Lamarck keeps its files: LAMARCK_HOME, or .lamarck in the current folder
 */
public record Settings(Path home, Map<String, String> environment) {

    public Settings {
        environment = Map.copyOf(environment);
    }

    public static Settings from(Map<String, String> environment) {
        String home = environment.getOrDefault("LAMARCK_HOME", ".lamarck");
        return new Settings(Path.of(home).toAbsolutePath().normalize(), environment);
    }

    /** The Temporal server that the user has configured, if any. */
    public Optional<String> temporalAddress() {
        return variable("TEMPORAL_ADDRESS");
    }

    /** The MLflow server that the user has configured, if any. */
    public Optional<URI> mlflow() {
        return variable("MLFLOW_TRACKING_URI").map(text -> {
            if (!text.startsWith("http://") && !text.startsWith("https://")) {
                throw new CliException(
                        ExitCode.USAGE,
                        "MLFLOW_TRACKING_URI is '%s'; expected is the http(s) address of a tracking server."
                                .formatted(text));
            }
            return URI.create(text);
        });
    }

    /** Where what is fetched from a store over a network is kept. */
    public Path cache() {
        return home.resolve("cache");
    }

    public URI storeAddress() {
        return variable("LAMARCK_STORE")
                .map(ArtifactStores::address)
                .orElseGet(() -> home.resolve("artifacts").toUri());
    }

    public ArtifactStore store() {
        return ArtifactStores.open(storeAddress(), cache(), environment);
    }

    /** A loader that looks in a folder of the user's first, then where fetched data is. */
    public DataLoader dataLoader(@Nullable Path dataFolder) {
        return new DataLoader(dataFolders(dataFolder));
    }

    /** Where data sets may lie, each in a folder of its name: a folder of the user's first, then where fetched data is. */
    public List<Path> dataFolders(@Nullable Path dataFolder) {
        List<Path> roots = new ArrayList<>();
        if (dataFolder != null) {
            roots.add(dataFolder);
        }
        variable("LAMARCK_DATA_DIR").map(Path::of).ifPresent(roots::add);
        roots.add(fetchedData());
        return roots;
    }

    public Path fetchedData() {
        return home.resolve("data");
    }

    public Optional<String> variable(String name) {
        return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
    }
}
