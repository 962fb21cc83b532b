package dev.lamarck.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a data set comes from, so that it can be read anew. Exactly one of preset and idx is given.
 *
 * @param preset a data set by name
 * @param idx the absolute path of a folder of IDX files, as workers see it
 * @param folders absolute paths in which a preset's files may lie, each in a sub-folder of its name
 * @param validation the share of validation rows, or a count from 1; null for the data set's own
 * @param split which seeded split, from 1
 */
public record DataSource(
        @Nullable String preset,
        @Nullable String idx,
        List<String> folders,
        @Nullable Double validation,
        int split) {

    public DataSource {
        folders = List.copyOf(folders);
        if ((preset == null) == (idx == null)) {
            throw new IllegalArgumentException("A data source is either a preset or a folder of IDX files");
        }
    }
}
