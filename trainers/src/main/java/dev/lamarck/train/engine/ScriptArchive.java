package dev.lamarck.train.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Wraps a text as a TorchScript archive: an uncompressed zip with a pickled module that has no attributes. */
final class ScriptArchive {

    private static final byte[] EMPTY_TUPLE = {(byte) 0x80, 2, 0x29, 0x2E};
    private static final long YEAR_1980 = 315_619_200_000L;

    private ScriptArchive() {}

    static byte[] of(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setMethod(ZipOutputStream.STORED);
            put(zip, "m/data.pkl", module());
            put(zip, "m/constants.pkl", EMPTY_TUPLE);
            put(zip, "m/version", "3\n".getBytes(StandardCharsets.US_ASCII));
            put(zip, "m/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
            put(zip, "m/code/__torch__.py", text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Pickle, protocol 2: an instance of {@code __torch__.M} with {training: True}. */
    private static byte[] module() {
        ByteArrayOutputStream pickle = new ByteArrayOutputStream();
        pickle.writeBytes(new byte[] {(byte) 0x80, 2, 'c'});
        pickle.writeBytes("__torch__\nM\n".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {0x29, (byte) 0x81, 0x7D, 0x28, 0x58, 8, 0, 0, 0});
        pickle.writeBytes("training".getBytes(StandardCharsets.US_ASCII));
        pickle.writeBytes(new byte[] {(byte) 0x88, 0x75, 0x62, 0x2E});
        return pickle.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
        CRC32 sum = new CRC32();
        sum.update(data);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.length);
        entry.setCompressedSize(data.length);
        entry.setCrc(sum.getValue());
        entry.setTime(YEAR_1980);
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }
}
