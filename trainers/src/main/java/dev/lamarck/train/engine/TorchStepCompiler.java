package dev.lamarck.train.engine;

import ai.djl.ndarray.NDManager;
import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.data.ImageData;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Compiles by PyTorch, through DJL. Compiled texts are kept, the most recently used ones, so that trials of one
 * architecture compile once.
 */
public final class TorchStepCompiler implements StepCompiler {

    private static final int MOST_SCRIPTS = 64;

    private final NDManager manager = Torch.newManager();
    private final Map<String, Torch.Script> scripts = new LinkedHashMap<>(16, 0.75f, true);

    @Override
    public NetworkSession open(
            Architecture architecture,
            Optimizer optimizer,
            StepSettings settings,
            ImageData training,
            ImageData evaluation,
            @Nullable NetworkState state,
            long seed) {
        ScriptText text = new ScriptText(architecture);
        Torch.Script step = script(text.step(optimizer));
        TorchNetwork network = new TorchNetwork(manager, architecture, optimizer, state, seed);
        return new TorchSession(
                network, step, script(text.evaluate(ForwardText.FLOAT32)), settings, training, evaluation);
    }

    @Override
    public float[] evaluate(Architecture architecture, NetworkState state, ImageData images) {
        Torch.Script script = script(new ScriptText(architecture).evaluate(ForwardText.FLOAT32));
        try (TorchNetwork network = new TorchNetwork(manager, architecture, null, state, 0)) {
            return network.evaluate(script, images);
        }
    }

    @Override
    public DifferentiableNetwork differentiable(Architecture architecture, NetworkState state) {
        ScriptText text = new ScriptText(architecture);
        Torch.Script evaluate = script(text.evaluate(ForwardText.FLOAT64));
        Torch.Script differentiate = script(text.differentiate());
        return new TorchDifferentiable(manager, architecture, state, evaluate, differentiate);
    }

    @Override
    public void close() {
        scripts.values().forEach(Torch.Script::close);
        manager.close();
    }

    private Torch.Script script(String text) {
        Torch.Script script = scripts.computeIfAbsent(text, Torch::compile);
        if (scripts.size() > MOST_SCRIPTS) {
            var eldest = scripts.entrySet().iterator();
            eldest.next().getValue().close();
            eldest.remove();
        }
        return script;
    }
}
