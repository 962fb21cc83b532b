package dev.lamarck.train.loop;

import dev.lamarck.train.data.DataException;
import dev.lamarck.train.data.SafeTensors;
import dev.lamarck.train.engine.NetworkState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where a training run stands, between two native calls.
 *
 * @param epoch epochs done in all
 * @param step steps done of the epoch after those
 * @param lossSum the sum of the losses of these steps, weighted by rows, and
 * @param lossRows the number of these rows, so that the epoch's mean is that of an uninterrupted run
 */
public record Checkpoint(NetworkState state, int epoch, int step, double lossSum, long lossRows) {

    /** The file's name in a checkpoint folder. */
    public static final String FILE = "checkpoint.safetensors";

    public void write(Path folder) throws IOException {
        Files.createDirectories(folder);
        Map<String, String> progress = Map.of(
                "epoch", Integer.toString(epoch),
                "step", Integer.toString(step),
                "loss_sum", Double.toString(lossSum),
                "loss_rows", Long.toString(lossRows));
        new SafeTensors(state.tensors(), progress).write(folder.resolve(FILE));
    }

    public static Checkpoint read(Path folder) {
        SafeTensors file = SafeTensors.read(folder.resolve(FILE));
        Map<String, String> progress = file.metadata();
        try {
            return new Checkpoint(
                    new NetworkState(file.tensors()),
                    Integer.parseInt(required(progress.get("epoch"))),
                    Integer.parseInt(required(progress.get("step"))),
                    Double.parseDouble(required(progress.get("loss_sum"))),
                    Long.parseLong(required(progress.get("loss_rows"))));
        } catch (NumberFormatException e) {
            throw new DataException("The checkpoint in %s does not say where it stands.".formatted(folder), e);
        }
    }

    private static String required(@Nullable String value) {
        return value == null ? "" : value;
    }
}
