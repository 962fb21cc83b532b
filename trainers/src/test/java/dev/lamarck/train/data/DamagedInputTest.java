package dev.lamarck.train.data;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lamarck.train.catalog.DataPreset;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Input that once ended in the wrong exception. */
class DamagedInputTest {

    @TempDir
    private Path folder;

    @ParameterizedTest(name = "validation {0}")
    @ValueSource(doubles = {0.9, 0.81, 1_500, 1_796})
    void refusesValidationThatOverlapsTheTestRows(double validation) {
        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> new DataLoader(List.of()).preset("digits", validation, 1))
                .withMessageContaining("data.validation");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(
            strings = {
                "{\"a\":{\"dtype\":\"F64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,9223372036854775807]}}"
            })
    void refusesTensorsThatItDoesNotStore(String header) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .array());
        out.writeBytes(text);
        out.writeBytes(new byte[8]);
        Path file = Files.write(folder.resolve("x.safetensors"), out.toByteArray());

        assertThatExceptionOfType(DataException.class).isThrownBy(() -> SafeTensors.read(file));
    }

    @Test
    void refusesAnAddressThatIsNone() {
        DataPreset preset = new DataPreset(
                "tiny", false, List.of(new DataPreset.File("a.gz", "x")), List.of(), null, 0.1, 0.2, "", "");

        assertThatExceptionOfType(DataException.class)
                .isThrownBy(() -> DataFetcher.fetch(preset, "http://my mirror/", folder.resolve("target")));
    }
}
