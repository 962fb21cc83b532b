package dev.lamarck.train.catalog;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A data set known by name.
 *
 * @param shipped true if its files are part of Lamarck
 * @param files their names and SHA-256 sums
 * @param folders where packages of operating systems put it
 * @param source where it can be fetched, as a folder of its files; null if it is shipped
 * @param validation the default share of validation rows
 * @param test the share of test rows, where the data has no test set of its own
 * @param about one line for people, with the licence
 * @param hint how else to get it, as the end of a sentence; may be empty
 */
public record DataPreset(
        String name,
        boolean shipped,
        List<File> files,
        List<Path> folders,
        @Nullable URI source,
        double validation,
        double test,
        String about,
        String hint) {

    public record File(String name, String sha256) {}

    public DataPreset {
        files = List.copyOf(files);
        folders = List.copyOf(folders);
    }
}
