package dev.lamarck.cli.job;

import java.nio.ByteBuffer;

/** The content of IDX files: images of 4 x 4 pixels of two classes. */
final class IdxFiles {

    private static final int SIDE = 4;

    private IdxFiles() {}

    static byte[] images(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(16 + count * SIDE * SIDE);
        bytes.putInt(0x0803).putInt(count).putInt(SIDE).putInt(SIDE);
        while (bytes.hasRemaining()) {
            bytes.put((byte) bytes.position());
        }
        return bytes.array();
    }

    static byte[] labels(int count) {
        ByteBuffer bytes = ByteBuffer.allocate(8 + count).putInt(0x0801).putInt(count);
        for (int i = 0; i < count; i++) {
            bytes.put((byte) (i % 2));
        }
        return bytes.array();
    }
}
