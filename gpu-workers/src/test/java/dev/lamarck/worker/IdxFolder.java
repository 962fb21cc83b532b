package dev.lamarck.worker;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** Folders of IDX files with images of noise, 2 x 3 each, whose labels take turns. */
final class IdxFolder {

    private IdxFolder() {}

    static Path write(Path folder, int rows, int classes, int seed) throws IOException {
        SplittableRandom random = new SplittableRandom(seed);
        ByteBuffer images = ByteBuffer.allocate(16 + rows * 6)
                .putInt(0x0803)
                .putInt(rows)
                .putInt(2)
                .putInt(3);
        ByteBuffer labels = ByteBuffer.allocate(8 + rows).putInt(0x0801).putInt(rows);
        for (int row = 0; row < rows; row++) {
            labels.put((byte) (row % classes));
            for (int pixel = 0; pixel < 6; pixel++) {
                images.put((byte) random.nextInt(256));
            }
        }
        Files.createDirectories(folder);
        Files.write(folder.resolve("train-images-idx3-ubyte"), images.array());
        Files.write(folder.resolve("train-labels-idx1-ubyte"), labels.array());
        return folder;
    }
}
