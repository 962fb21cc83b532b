package dev.lamarck.train.loop;

import dev.lamarck.train.data.DataException;
import dev.lamarck.train.data.DataFile;
import dev.lamarck.train.data.ImageData;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Splits in memory, those of one data set at a time. */
final class Splits {

    private final Map<String, ImageData> loaded = new HashMap<>();

    /** The split in a file; what other data sets left in memory goes. */
    ImageData load(@Nullable String path) {
        if (path == null) {
            throw new DataException("The request names no file for a split that it needs.");
        }
        if (!loaded.containsKey(path)) {
            Path folder = Path.of(path).toAbsolutePath().getParent();
            loaded.keySet().removeIf(other -> !Path.of(other).toAbsolutePath().startsWith(String.valueOf(folder)));
        }
        return loaded.computeIfAbsent(path, Splits::read);
    }

    /** The split in a file, which is needed once. */
    static ImageData read(String path) {
        return DataFile.read(Path.of(path));
    }
}
