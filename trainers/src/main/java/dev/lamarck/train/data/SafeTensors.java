package dev.lamarck.train.data;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The safetensors file format: an eight-byte length, a JSON header, then the tensors' bytes, little-endian. Python reads
 * it by {@code safetensors.numpy.load_file}.
 *
 * @param tensors by name, in file order
 * @param metadata free text by name
 */
public record SafeTensors(Map<String, Tensor> tensors, Map<String, String> metadata) {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int LONGEST_HEADER = 100_000_000;
    private static final int ALIGNMENT = 8;

    /** The types that Lamarck stores. */
    public enum Type {
        U8(1),
        I64(8),
        F32(4);

        private final int bytes;

        Type(int bytes) {
            this.bytes = bytes;
        }
    }

    /** A tensor; the buffer is little-endian and only to be read. */
    public record Tensor(Type type, List<Long> shape, ByteBuffer data) {

        public Tensor {
            shape = List.copyOf(shape);
            data = data.asReadOnlyBuffer().rewind().order(ByteOrder.LITTLE_ENDIAN);
            long expected = shape.stream().reduce(1L, (a, b) -> a * b) * type.bytes;
            if (data.remaining() != expected) {
                throw new IllegalArgumentException(
                        "A tensor %s of %s has %d bytes, not %d".formatted(shape, type, expected, data.remaining()));
            }
        }
    }

    public SafeTensors {
        tensors = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
        metadata = Map.copyOf(metadata);
    }

    /**
     * The tensor of that name.
     *
     * @throws DataException if there is none
     */
    public Tensor tensor(String name) {
        Tensor tensor = tensors.get(name);
        if (tensor == null) {
            throw new DataException("There is no tensor '%s'; there are %s.".formatted(name, tensors.keySet()));
        }
        return tensor;
    }

    public void write(Path file) throws IOException {
        ObjectNode header = JSON.createObjectNode();
        ObjectNode free = header.putObject("__metadata__");
        new java.util.TreeMap<>(metadata).forEach(free::put);
        long offset = 0;
        for (Map.Entry<String, Tensor> entry : tensors.entrySet()) {
            Tensor tensor = entry.getValue();
            ObjectNode node = header.putObject(entry.getKey());
            node.put("dtype", tensor.type().name());
            tensor.shape().forEach(node.putArray("shape")::add);
            node.putArray("data_offsets").add(offset).add(offset + tensor.data().remaining());
            offset += tensor.data().remaining();
        }
        byte[] text = padded(JSON.writeValueAsString(header));
        ByteBuffer length = ByteBuffer.allocate(Long.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .flip();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            writeAll(channel, length);
            writeAll(channel, ByteBuffer.wrap(text));
            for (Tensor tensor : tensors.values()) {
                writeAll(channel, tensor.data().duplicate());
            }
        }
    }

    /**
     * Reads a file.
     *
     * @throws DataException if it is not a safetensors file of the types that Lamarck stores
     */
    public static SafeTensors read(Path file) {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer length = readFully(channel, Long.BYTES, file);
            long headerLength = length.order(ByteOrder.LITTLE_ENDIAN).getLong();
            if (headerLength < 2 || headerLength > Math.min(LONGEST_HEADER, channel.size())) {
                throw new DataException("%s is not a safetensors file.".formatted(file));
            }
            byte[] text = readFully(channel, (int) headerLength, file).array();
            return parse(JSON.readTree(text), channel, file);
        } catch (IOException e) {
            throw new DataException("Cannot read %s: %s.".formatted(file, e.getMessage()), e);
        }
    }

    private static SafeTensors parse(JsonNode header, FileChannel channel, Path file) throws IOException {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        long start = channel.position();
        for (Map.Entry<String, JsonNode> entry : header.properties()) {
            JsonNode node = entry.getValue();
            if (entry.getKey().equals("__metadata__")) {
                node.properties()
                        .forEach(item ->
                                metadata.put(item.getKey(), item.getValue().asText()));
                continue;
            }
            List<Long> shape = new ArrayList<>();
            node.path("shape").forEach(size -> shape.add(size.asLong()));
            long from = node.path("data_offsets").path(0).asLong();
            long to = node.path("data_offsets").path(1).asLong();
            if (from < 0 || to < from || to > channel.size() - start) {
                throw new DataException("%s is truncated: tensor '%s' is not whole.".formatted(file, entry.getKey()));
            }
            channel.position(start + from);
            ByteBuffer data = readFully(channel, Math.toIntExact(to - from), file);
            try {
                tensors.put(
                        entry.getKey(),
                        new Tensor(Type.valueOf(node.path("dtype").asText()), shape, data));
            } catch (IllegalArgumentException e) {
                throw new DataException(
                        "%s: tensor '%s' is not one of Lamarck's: %s.".formatted(file, entry.getKey(), e.getMessage()),
                        e);
            }
        }
        return new SafeTensors(tensors, metadata);
    }

    private static byte[] padded(String header) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        byte[] padded = java.util.Arrays.copyOf(text, Math.ceilDiv(text.length, ALIGNMENT) * ALIGNMENT);
        java.util.Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        return padded;
    }

    private static void writeAll(FileChannel channel, ByteBuffer buffer) throws IOException {
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }

    private static ByteBuffer readFully(FileChannel channel, int bytes, Path file) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(bytes);
        while (buffer.hasRemaining()) {
            if (channel.read(buffer) < 0) {
                throw new DataException("%s is truncated.".formatted(file));
            }
        }
        return buffer.flip();
    }
}
