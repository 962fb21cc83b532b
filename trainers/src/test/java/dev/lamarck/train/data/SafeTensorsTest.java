package dev.lamarck.train.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.lamarck.train.architecture.ImageShape;
import dev.lamarck.train.data.SafeTensors.Tensor;
import dev.lamarck.train.data.SafeTensors.Type;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeTensorsTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void writeAFile() throws IOException {
        file = folder.resolve("x.safetensors");
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        ByteBuffer floats = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
        tensors.put(
                "weight",
                new Tensor(
                        Type.F32,
                        List.of(2L, 1L),
                        floats.putFloat(1.5f).putFloat(-2f).flip()));
        tensors.put("bytes", new Tensor(Type.U8, List.of(3L), ByteBuffer.wrap(new byte[] {1, 2, (byte) 255})));
        new SafeTensors(tensors, Map.of("epoch", "3", "a", "b")).write(file);
    }

    @Test
    void readsWhatItWrote() {
        SafeTensors read = SafeTensors.read(file);

        assertThat(read.tensors().keySet()).containsExactly("weight", "bytes");
        assertThat(read.tensor("weight").type()).isEqualTo(Type.F32);
        assertThat(read.tensor("weight").shape()).containsExactly(2L, 1L);
        assertThat(read.tensor("weight").data().getFloat(4)).isEqualTo(-2f);
        assertThat(read.tensor("bytes").data().get(2)).isEqualTo((byte) 255);
        assertThat(read.metadata()).isEqualTo(Map.of("epoch", "3", "a", "b"));
    }

    @Test
    void writesTheHeaderThatPythonExpects() throws IOException {
        byte[] bytes = Files.readAllBytes(file);

        int length = Math.toIntExact(
                ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong());
        String header = new String(bytes, 8, length, StandardCharsets.UTF_8);
        assertThat(length).isEqualTo(length / 8 * 8);
        assertThat(bytes).hasSize(8 + length + 8 + 3);
        assertThat(header.strip())
                .isEqualTo("{\"__metadata__\":{\"a\":\"b\",\"epoch\":\"3\"},"
                        + "\"weight\":{\"dtype\":\"F32\",\"shape\":[2,1],\"data_offsets\":[0,8]},"
                        + "\"bytes\":{\"dtype\":\"U8\",\"shape\":[3],\"data_offsets\":[8,11]}}");
        assertThat(Arrays.copyOfRange(bytes, 8 + length, bytes.length))
                .containsExactly(0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0, 1, 2, 0xff);
    }

    @Test
    void overwritesNothing() {
        SafeTensors read = SafeTensors.read(file);

        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> read.write(file));
    }

    @Test
    void namesTheTensorThatATruncatedFileLacks() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 1));

        refuses("%s is truncated: tensor 'bytes' is not whole.".formatted(file));
    }

    @Test
    void detectsATruncatedHeader() throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, 40));

        refuses("%s is not a safetensors file.".formatted(file));
        Files.write(file, Arrays.copyOf(bytes, 5));
        refuses("%s is truncated.".formatted(file));
    }

    @Test
    void refusesAnotherFormat() throws IOException {
        Files.writeString(file, "this is not a file of tensors at all");

        refuses("%s is not a safetensors file.".formatted(file));
    }

    @Test
    void namesATensorThatIsNotThere() {
        SafeTensors read = SafeTensors.read(file);

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> read.tensor("bias"))
                .withMessage("There is no tensor 'bias'; there are [weight, bytes].");
    }

    @Test
    void refusesATensorOfAnotherSize() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Tensor(Type.I64, List.of(2L), ByteBuffer.allocate(8)))
                .withMessage("A tensor [2] of I64 has 16 bytes, not 8");
    }

    @Test
    void carriesASplit() throws IOException {
        ImageData data =
                new ImageData(new ImageShape(1, 1, 2), 3, new byte[] {0, 1, 2, (byte) 200, 4, 5}, new int[] {2, 0, 1});
        Path target = folder.resolve("data.safetensors");

        DataFile.write(data, target);
        ImageData read = DataFile.read(target);

        assertThat(read.shape()).isEqualTo(data.shape());
        assertThat(read.classes()).isEqualTo(3);
        assertThat(read.pixels()).containsExactly(data.pixels());
        assertThat(read.labels()).containsExactly(data.labels());
    }

    private void refuses(String message) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> SafeTensors.read(file))
                .withMessage("%s", message);
    }
}
