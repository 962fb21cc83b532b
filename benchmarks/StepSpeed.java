import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.data.DataLoader;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.CallLength;
import dev.lamarck.train.engine.NetworkSession;
import dev.lamarck.train.engine.TorchStepCompiler;
import dev.lamarck.train.loop.Recipe;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The Java side of step_speed.py. Reads lines of preset, batch size and epochs; answers each with the CPU nanoseconds per
 * training sample of that many epochs, everything that the process does meanwhile included.
 */
final class StepSpeed {

    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** A network that is trained on and on, epoch after epoch. */
    private record Training(NetworkSession session, int callLength) {

        void epoch() {
            session.shuffle(1);
            int steps = session.stepsPerEpoch();
            for (int step = 0; step < steps; step += callLength) {
                session.train(step, Math.min(callLength, steps - step), 1);
            }
        }
    }

    private StepSpeed() {}

    public static void main(String[] arguments) throws IOException {
        SplitData data = new DataLoader(List.of()).preset("mnist-10k", null, 1);
        Map<String, Training> trainings = new HashMap<>();
        try (TorchStepCompiler compiler = new TorchStepCompiler();
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                String[] words = line.split(" ");
                int batch = Integer.parseInt(words[1]);
                int epochs = Integer.parseInt(words[2]);
                Training training = trainings.computeIfAbsent(words[0], preset -> open(compiler, preset, batch, data));
                long begin = SYSTEM.getProcessCpuTime();
                for (int i = 0; i < epochs; i++) {
                    training.epoch();
                }
                long nanoseconds = SYSTEM.getProcessCpuTime() - begin;
                System.out.println(nanoseconds / ((long) epochs * data.train().rows()));
            }
        }
    }

    private static Training open(TorchStepCompiler compiler, String preset, int batch, SplitData data) {
        SplitData.Scale scale = data.scale();
        Recipe.Fit fit =
                new Recipe.Fit(data.train().shape(), data.train().classes(), scale.mean(), scale.std());
        Configuration configuration = new Configuration(
                Map.of("optimizer", "adam", "learning_rate", 1e-3, "weight_decay", 1e-4, "batch_size", batch));
        Recipe recipe = Recipe.of(preset, configuration, fit);
        NetworkSession session = compiler.open(
                recipe.architecture(), recipe.optimizer(), recipe.settings(), data.train(), data.validation(), null, 1);
        return new Training(session, CallLength.steps(recipe.architecture(), batch));
    }
}
