package dev.lamarck.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.train.catalog.DataPresets;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataLoaderTest {

    private static final DataLoader LOADER = new DataLoader(List.of());
    private static final int[] LABELS = {0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2};

    @TempDir
    private Path folder;

    @BeforeEach
    void writeATrainingSet() throws IOException {
        Files.write(folder.resolve("train-images-idx3-ubyte"), images(15, 2, 3));
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(LABELS));
    }

    @Test
    void splitsDigitsIntoSixtyTwentyTwenty() {
        SplitData digits = LOADER.preset("digits", null, 1);

        assertThat(digits.train().rows()).isEqualTo(1_076);
        assertThat(digits.validation().rows()).isBetween(355, 365);
        assertThat(digits.test().rows()).isBetween(355, 365);
        assertThat(digits.train().rows()
                        + digits.validation().rows()
                        + digits.test().rows())
                .isEqualTo(1_797);
    }

    @Test
    void givesTheSameSplitOnEveryMachine() {
        assertThat(LOADER.preset("digits", null, 1).fingerprint())
                .isEqualTo("c5d07ecfa762fb1d3f4a14ff153b4f117847137c0c0b8261845c3324fb0d358a");
    }

    @Test
    void givesEverySplitItsOwnRows() {
        Set<String> fingerprints = new HashSet<>();

        for (int split = 1; split <= 5; split++) {
            fingerprints.add(LOADER.preset("digits", null, split).fingerprint());
        }

        assertThat(fingerprints).hasSize(5);
    }

    @Test
    void keepsTheSharesOfTheClasses() {
        SplitData digits = LOADER.preset("digits", null, 3);

        for (int label = 0; label < 10; label++) {
            int all = count(digits.train(), label) + count(digits.validation(), label) + count(digits.test(), label);
            assertThat(count(digits.test(), label)).isBetween(all / 5 - 1, all / 5 + 1);
            assertThat(count(digits.validation(), label)).isBetween(all / 5 - 1, all / 5 + 1);
        }
    }

    @Test
    void takesACountOfValidationRows() {
        SplitData digits = LOADER.preset("digits", 300.0, 1);

        assertThat(digits.validation().rows()).isBetween(295, 305);
    }

    @Test
    void readsCompressedFilesToo() throws IOException {
        SplitData plain = LOADER.idxFolder(folder, 0.2, 1);
        Files.delete(folder.resolve("train-images-idx3-ubyte"));
        Files.write(folder.resolve("train-images-idx3-ubyte.gz"), gzip(images(15, 2, 3)));

        SplitData compressed = LOADER.idxFolder(folder, 0.2, 1);

        assertThat(compressed.fingerprint()).isEqualTo(plain.fingerprint());
    }

    @Test
    void takesTheTestSetThatTheDataComesWith() throws IOException {
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(4, 2, 3));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(2, 1, 0, 1));

        SplitData data = LOADER.idxFolder(folder, 0.2, 1);

        assertThat(data.test().labels()).containsExactly(2, 1, 0, 1);
        assertThat(data.train().rows() + data.validation().rows()).isEqualTo(15);
        assertThat(data.train().classes()).isEqualTo(3);
    }

    @Test
    void refusesATestSetWithAClassThatCannotBeLearnt() throws IOException {
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(4, 2, 3));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(0, 1, 2, 3));

        refusal().withMessageStartingWith("%s: labels run from 0 to 3, but no ", folder);
    }

    @Test
    void refusesTestImagesOfAnotherShape() throws IOException {
        Files.write(folder.resolve("t10k-images-idx3-ubyte"), images(3, 3, 3));
        Files.write(folder.resolve("t10k-labels-idx1-ubyte"), labels(0, 1, 2));

        refusal().withMessageContaining("they must be alike");
    }

    @Test
    void namesTheFileThatIsMissing() throws IOException {
        Files.delete(folder.resolve("train-labels-idx1-ubyte"));

        refusal()
                .withMessage(
                        "%s has no IDX file of training labels. Expected are names like train-labels-idx1-ubyte(.gz).",
                        folder);
    }

    @Test
    void refusesLabelsWithGaps() throws IOException {
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3));

        refusal()
                .withMessage("%s: labels run from 0 to 3, but no image has label 1. Labels must have no gaps.", folder);
    }

    @Test
    void refusesASingleClass() throws IOException {
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels(new int[15]));

        refusal().withMessage("%s: all images have the same label; a classifier needs two classes.", folder);
    }

    @Test
    void refusesMoreBytesThanTheHeaderSays() throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte");
        byte[] bytes = images(15, 2, 3);
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));

        refusal().withMessageStartingWith("%s has more bytes than its header says", file);
    }

    @Test
    void refusesAHeaderThatLies() throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte");
        Files.write(
                file,
                ByteBuffer.allocate(16)
                        .putInt(0x0803)
                        .putInt(2_000_000_000)
                        .putInt(1)
                        .putInt(1)
                        .array());

        refusal().withMessage("%s is truncated: its header says 2,000,000,000 bytes, it has 0. Fetch it again.", file);
    }

    @Test
    void refusesAHeaderBeyondTwoGigabytes() throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte");
        Files.write(
                file,
                ByteBuffer.allocate(16)
                        .putInt(0x0803)
                        .putInt(1 << 30)
                        .putInt(1 << 30)
                        .putInt(1 << 30)
                        .array());

        refusal().withMessage("%s: its header says dimension 2 is 1073741824, which is empty or beyond 2 GB.", file);
    }

    @Test
    void refusesAnotherFormat() throws IOException {
        Path file = folder.resolve("train-images-idx3-ubyte");
        Files.write(file, labels(LABELS));

        refusal()
                .withMessage(
                        "%s is not an IDX file of 3-dimensional bytes: it begins with 0x00000801, not 0x00000803.",
                        file);
    }

    @Test
    void refusesAnEmptyFile() throws IOException {
        Path file = Files.write(folder.resolve("train-images-idx3-ubyte"), new byte[0]);

        refusal().withMessage("%s is truncated: it ends before its header says. Fetch it again.", file);
    }

    @Test
    void refusesValidationThatLeavesNothing() {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> LOADER.preset("digits", 2_000.0, 1))
                .withMessage(
                        "data.validation is 2000.0; expected is a share above 0 and below 0.8, or a count from 1 to"
                                + " below 1,437, of the rows of digits.");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> LOADER.preset("digits", 0.0, 1))
                .withMessageStartingWith("data.validation is 0.0; expected is ");
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> LOADER.preset("digits", 0.8, 1))
                .withMessageStartingWith("data.validation is 0.8; expected is ");
    }

    @Test
    void findsTheFilesOfAPresetBelowARoot() throws IOException {
        var preset = DataPresets.get("fashion-mnist");
        Path lies = Files.createDirectory(folder.resolve("fashion-mnist"));
        for (var file : preset.files()) {
            Files.createFile(lies.resolve(file.name()));
        }

        assertThat(new DataLoader(List.of(folder.resolve("none"), folder)).locate(preset))
                .hasValue(lies);
    }

    @Test
    void scalesByTheTrainingPixelsOnly() {
        ImageData train = new ImageData(
                new dev.lamarck.train.architecture.ImageShape(1, 1, 2), 2, new byte[] {0, (byte) 200}, new int[] {1});

        SplitData.Scale scale = new SplitData(train, train, train).scale();

        assertThat(scale).isEqualTo(new SplitData.Scale(100, 100));
    }

    private org.assertj.core.api.ThrowableAssertAlternative<DataException> refusal() {
        return assertThatExceptionOfType(DataException.class).isThrownBy(() -> LOADER.idxFolder(folder, 0.2, 1));
    }

    private static int count(ImageData data, int label) {
        return (int)
                Arrays.stream(data.labels()).filter(value -> value == label).count();
    }

    private static byte[] images(int count, int height, int width) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * height * width);
        bytes.putInt(0x0803).putInt(count).putInt(height).putInt(width);
        while (bytes.hasRemaining()) {
            bytes.put((byte) bytes.position());
        }
        return bytes.array();
    }

    private static byte[] labels(int... labels) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + labels.length).putInt(0x0801).putInt(labels.length);
        Arrays.stream(labels).forEach(label -> bytes.put((byte) label));
        return bytes.array();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(bytes);
        }
        return out.toByteArray();
    }
}
