package dev.lamarck.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** An IDX file of labels with the labels in another order: a feed that has gone wrong. */
final class ShuffledLabels {

    private static final int HEADER = 8;

    private ShuffledLabels() {}

    static byte[] of(byte[] zipped) throws IOException {
        byte[] file = new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
        Random random = new Random(1);
        for (int i = file.length - 1; i > HEADER; i--) {
            int other = HEADER + random.nextInt(i - HEADER + 1);
            byte label = file[i];
            file[i] = file[other];
            file[other] = label;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
            zip.write(Arrays.copyOf(file, file.length));
        }
        return out.toByteArray();
    }
}
