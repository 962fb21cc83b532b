package dev.lamarck.train.data;

import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.catalog.DataPreset;
import dev.lamarck.train.catalog.DataPresets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads a data set from where it is, checks it and splits it. */
public final class DataLoader {

    private static final int MOST_CLASSES = 256;

    /**
     * How to split.
     *
     * @param validation the share of the rows that are not test, in (0, 1), or a count from 1
     * @param split the seed, from 1
     */
    public record SplitSpec(double validation, int split) {}

    /** A part that the data comes with, or all of it. */
    private record Source(ImageData training, @Nullable ImageData test) {}

    private final List<Path> roots;

    /**
     * A loader.
     *
     * @param roots folders in which a preset's files may lie, in a sub-folder of its name; the first that has them counts
     */
    public DataLoader(List<Path> roots) {
        this.roots = List.copyOf(roots);
    }

    /** Loads a preset; without a spec it is split as the preset says. */
    public SplitData preset(String name, @Nullable Double validation, int split) {
        DataPreset preset = DataPresets.get(name);
        Source source = preset.shipped() ? shipped(preset) : folder(find(preset));
        double share = validation == null ? preset.validation() : validation;
        return split(source, preset.test(), new SplitSpec(share, split), name);
    }

    /** Loads a folder of IDX files: images and labels of a training set and, if there is one, of a test set. */
    public SplitData idxFolder(Path folder, @Nullable Double validation, int split) {
        double share = validation == null ? DataPresets.DEFAULT_VALIDATION : validation;
        return split(folder(folder), DataPresets.DEFAULT_TEST, new SplitSpec(share, split), folder.toString());
    }

    /** Where a preset's files are; empty if they have to be fetched. Shipped ones need no folder. */
    public Optional<Path> locate(DataPreset preset) {
        return Stream.concat(roots.stream().map(root -> root.resolve(preset.name())), preset.folders().stream())
                .filter(folder ->
                        preset.files().stream().allMatch(file -> Files.isRegularFile(folder.resolve(file.name()))))
                .findFirst();
    }

    private Path find(DataPreset preset) {
        return locate(preset)
                .orElseThrow(() -> new DataException(
                        "Data '%1$s' is not on this machine. Run 'lamarck data fetch %1$s'%2$s, or name a folder that has it by --data-dir."
                                .formatted(preset.name(), preset.hint())));
    }

    private static Source shipped(DataPreset preset) {
        IdxReader.Idx images = resource(preset.files().getFirst().name(), 3);
        IdxReader.Idx labels = resource(preset.files().getLast().name(), 1);
        return new Source(join(images, labels, preset.name()), null);
    }

    private static IdxReader.Idx resource(String name, int rank) {
        try (InputStream in = DataLoader.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("The data file %s is not shipped".formatted(name));
            }
            return IdxReader.read(in, name, rank);
        } catch (IOException e) {
            throw new DataException("Cannot read the shipped file %s.".formatted(name), e);
        }
    }

    private static Source folder(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new DataException("There is no folder %s.".formatted(folder));
        }
        Path trainImages = file(folder, "images", false);
        ImageData training = join(
                IdxReader.read(trainImages, 3), IdxReader.read(file(folder, "labels", false), 1), folder.toString());
        Optional<Path> testImages = matching(folder, "images", true);
        if (testImages.isEmpty()) {
            return new Source(training, null);
        }
        ImageData test = join(
                IdxReader.read(testImages.get(), 3),
                IdxReader.read(file(folder, "labels", true), 1),
                folder.toString());
        if (!test.shape().equals(training.shape())) {
            throw new DataException("%s: the test images are %s and the training images %s; they must be alike."
                    .formatted(folder, test.shape(), training.shape()));
        }
        int classes = Math.max(test.classes(), training.classes());
        return new Source(withClasses(training, classes), withClasses(test, classes));
    }

    private static Path file(Path folder, String what, boolean test) {
        return matching(folder, what, test)
                .orElseThrow(() ->
                        new DataException("%s has no IDX file of %s %s. Expected are names like %s-%s-idx%d-ubyte(.gz)."
                                .formatted(
                                        folder,
                                        test ? "test" : "training",
                                        what,
                                        test ? "t10k" : "train",
                                        what,
                                        what.equals("images") ? 3 : 1)));
    }

    private static Optional<Path> matching(Path folder, String what, boolean test) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> {
                        String name = file.getFileName().toString();
                        boolean isTest = name.startsWith("t10k") || name.startsWith("test");
                        return name.contains(what) && name.contains("ubyte") && isTest == test;
                    })
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new DataException("Cannot read the folder %s: %s.".formatted(folder, e.getMessage()), e);
        }
    }

    private static ImageData join(IdxReader.Idx images, IdxReader.Idx labels, String name) {
        if (images.items() != labels.items()) {
            throw new DataException("%s has %,d images and %,d labels; each image needs one label."
                    .formatted(name, images.items(), labels.items()));
        }
        int[] values = new int[labels.items()];
        Arrays.setAll(values, i -> Byte.toUnsignedInt(labels.bytes()[i]));
        int classes = Arrays.stream(values).max().orElse(0) + 1;
        ImageShape shape = new ImageShape(1, images.dimensions()[1], images.dimensions()[2]);
        return new ImageData(shape, classes, images.bytes(), values);
    }

    private static ImageData withClasses(ImageData data, int classes) {
        return new ImageData(data.shape(), classes, data.pixels(), data.labels());
    }

    private static SplitData split(Source source, double testShare, SplitSpec spec, String name) {
        ImageData training = source.training();
        check(training, name);
        ImageData test = source.test();
        checkValidation(spec, test == null ? 1 - testShare : 1, training.rows(), name);
        if (test == null) {
            Splitter.Parts parts = Splitter.stratified(training, testShare, spec.split());
            test = training.select(parts.part());
            training = training.select(parts.rest());
        }
        // A share is of all rows where the test is cut from them too, so that 0.2 and 0.2 leave 60%.
        double share = spec.validation() >= 1
                ? spec.validation() / training.rows()
                : source.test() == null ? spec.validation() / (1 - testShare) : spec.validation();
        Splitter.Parts parts = Splitter.stratified(training, share, 1_000L + spec.split());
        if (parts.rest().length == 0 || parts.part().length == 0) {
            throw new DataException("data.validation (%s) leaves %,d rows of %s to train on and %,d to validate on."
                    .formatted(spec.validation(), parts.rest().length, name, parts.part().length));
        }
        return new SplitData(training.select(parts.rest()), training.select(parts.part()), test);
    }

    /** Of {@code rows} in all, {@code left} is the share that is not test. */
    private static void checkValidation(SplitSpec spec, double left, int rows, String name) {
        double validation = spec.validation();
        double most = validation >= 1 ? Math.floor(left * rows) : left;
        if (!(validation > 0) || validation >= most) {
            throw new DataException(
                    "data.validation is %s; expected is a share above 0 and below %s, or a count from 1 to below %,.0f, of the rows of %s."
                            .formatted(validation, left, Math.floor(left * rows), name));
        }
    }

    private static void check(ImageData data, String name) {
        int[] counts = new int[MOST_CLASSES];
        Arrays.stream(data.labels()).forEach(label -> counts[label]++);
        for (int label = 0; label < data.classes(); label++) {
            if (counts[label] == 0) {
                throw new DataException(
                        "%s: labels run from 0 to %d, but no image has label %d. Labels must have no gaps."
                                .formatted(name, data.classes() - 1, label));
            }
        }
        if (data.classes() < 2) {
            throw new DataException(
                    "%s: all images have the same label; a classifier needs two classes.".formatted(name));
        }
    }
}
