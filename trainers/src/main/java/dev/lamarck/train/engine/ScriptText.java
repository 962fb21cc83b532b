package dev.lamarck.train.engine;

import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.architecture.Layer;
import dev.lamarck.train.architecture.ParameterShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an architecture as TorchScript, in the dialect in which PyTorch stores it. Two texts an architecture: one does
 * whole training steps, the other evaluates. Neither holds a number that training or the sampler changes.
 *
 * <p>Arguments are named as in the text: R integers that say what to do, X images (uint8), Y labels, H hyperparameters, P
 * parameters, B buffers, S the optimiser's state.
 */
final class ScriptText {

    private static final String HEAD = """
            class M(Module):
              __parameters__ = []
              __buffers__ = []
              training : bool
              def forward(self: __torch__.M,
            """;
    private static final int FLOAT32 = 6;

    /** The memory format in which convolutions are up to a quarter cheaper. */
    private static final int CHANNELS_LAST = 2;

    private final Architecture architecture;
    private final int parameters;
    private final boolean buffers;
    private final boolean dropout;
    private final boolean convolutional;

    ScriptText(Architecture architecture) {
        this.architecture = architecture;
        this.parameters = architecture.parameters().size();
        this.buffers = !architecture.buffers().isEmpty();
        this.dropout = architecture.layers().stream().anyMatch(Layer.Dropout.class::isInstance);
        this.convolutional = architecture.layers().stream().anyMatch(Layer.Convolution.class::isInstance);
    }

    /** Steps {@code first} to {@code first + steps - 1} of an epoch; returns the loss of each. */
    String step(Optimizer optimizer) {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("    R: Tensor,\n    X: Tensor,\n    Y: Tensor,\n    order: Tensor,\n    H: Tensor,\n");
        text.append("    P: List[Tensor],\n").append(buffers ? "    B: List[Tensor],\n" : "");
        text.append("    S: List[Tensor]) -> Tensor:\n");
        lines(text, 4, integers("first", "steps", "batch", "seed"));
        lines(text, 4, numbers("rate", "momentum", "decay", "p"));
        lines(text, 4, stateSlices(optimizer));
        lines(text, 4, List.of("L = torch.zeros([steps], dtype=%d)".formatted(FLOAT32), "for i in range(steps):"));
        lines(text, 6, stepBody(optimizer));
        return text.append("    return L\n").toString();
    }

    /** The logits of rows {@code lo} to {@code hi - 1}, {@code chunk} at a time. */
    String evaluate() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("    R: Tensor,\n    X: Tensor,\n    P: List[Tensor]");
        text.append(buffers ? ",\n    B: List[Tensor]) -> Tensor:\n" : ") -> Tensor:\n");
        lines(text, 4, integers("lo", "hi", "chunk"));
        lines(
                text,
                4,
                List.of(
                        "outs = annotate(List[Tensor], [])",
                        "for i in range(torch.floordiv(torch.sub(torch.add(torch.sub(hi, lo), chunk), 1), chunk)):"));
        List<String> body = new ArrayList<>();
        body.add("a = torch.add(lo, torch.mul(i, chunk))");
        body.add("h = torch.slice(X, 0, a, ops.prim.min(torch.add(a, chunk), hi), 1)");
        body.addAll(forward(false));
        body.add("o = torch.append(outs, h)");
        lines(text, 6, body);
        return text.append("    return torch.cat(outs, 0)\n").toString();
    }

    private List<String> stepBody(Optimizer optimizer) {
        List<String> body = new ArrayList<>();
        body.add("at = torch.add(first, i)");
        body.add("lo = torch.mul(at, batch)");
        if (dropout) {
            body.add("torch.manual_seed(torch.add(seed, at))");
        }
        body.add("ix = torch.slice(order, 0, lo, torch.add(lo, batch), 1)");
        body.add("h = torch.index_select(X, 0, ix)");
        body.addAll(forward(true));
        body.add("loss = torch.cross_entropy_loss(h, torch.index_select(Y, 0, ix), None, 1, -100, 0.0)");
        body.add("g = torch.autograd.grad([loss], P)");
        List<String> gradients = new ArrayList<>();
        for (int k = 0; k < parameters; k++) {
            gradients.add("torch.contiguous(unchecked_cast(Tensor, g[%d]))".formatted(k));
        }
        body.add("G = [" + String.join(", ", gradients) + "]");
        body.addAll(update(optimizer));
        body.add("w = torch.copy_(torch.select(L, 0, i), torch.detach(loss))");
        return body;
    }

    private List<String> stateSlices(Optimizer optimizer) {
        return switch (optimizer) {
            case SGD -> List.of("M = torch.slice(S, 0, %d, 1)".formatted(parameters));
            case ADAM ->
                List.of(
                        "M = torch.slice(S, 1, %d, 1)".formatted(parameters + 1),
                        "V = torch.slice(S, %d, %d, 1)".formatted(parameters + 1, 2 * parameters + 1),
                        "T = [" + String.join(", ", java.util.Collections.nCopies(parameters, "S[0]")) + "]");
        };
    }

    /** The fused optimisers, which update in place; Adam's counter has to be raised before. */
    private static List<String> update(Optimizer optimizer) {
        return switch (optimizer) {
            case SGD ->
                List.of("torch._fused_sgd_(P, G, M, weight_decay=decay, momentum=momentum, lr=rate, dampening=0.0, "
                        + "nesterov=False, maximize=False, is_first_step=False)");
            case ADAM ->
                List.of(
                        "t = torch.add_(S[0], 1)",
                        ("torch._fused_adam_(P, G, M, V, annotate(List[Tensor], []), T, lr=rate, beta1=%s, beta2=%s, "
                                        + "weight_decay=decay, eps=%s, amsgrad=False, maximize=False)")
                                .formatted(Optimizer.BETA1, Optimizer.BETA2, Optimizer.EPSILON));
        };
    }

    private List<String> forward(boolean training) {
        List<String> lines = new ArrayList<>();
        List<String> names =
                architecture.parameters().stream().map(ParameterShape::name).toList();
        List<String> bufferNames =
                architecture.buffers().stream().map(ParameterShape::name).toList();
        for (Layer layer : architecture.layers()) {
            switch (layer) {
                case Layer.Standardize s -> {
                    lines.add("h = torch.to(h, %d, False, False, %d)"
                            .formatted(FLOAT32, convolutional ? CHANNELS_LAST : 0));
                    lines.add("h = torch.div_(torch.sub_(h, %s), %s)".formatted(s.mean(), s.std()));
                }
                case Layer.Flatten _ -> lines.add("h = torch.flatten(h, 1, -1)");
                case Layer.Dense d -> {
                    int p = names.indexOf(d.name() + ".weight");
                    lines.add("h = torch.linear(h, P[%d], P[%d])".formatted(p, p + 1));
                }
                case Layer.Convolution c -> {
                    int p = names.indexOf(c.name() + ".weight");
                    lines.add(
                            "h = torch.conv2d(h, torch.to(P[%d], %d, False, False, %d), %s, [1, 1], [%d, %d], [1, 1], 1)"
                                    .formatted(
                                            p,
                                            FLOAT32,
                                            CHANNELS_LAST,
                                            c.bias() ? "P[" + (p + 1) + "]" : "None",
                                            c.kernel() / 2,
                                            c.kernel() / 2));
                }
                case Layer.BatchNorm b -> {
                    int p = names.indexOf(b.name() + ".weight");
                    int q = bufferNames.indexOf(b.name() + ".running_mean");
                    lines.add("h = torch.batch_norm(h, P[%d], P[%d], B[%d], B[%d], %s, %s, %s, True)"
                            .formatted(
                                    p,
                                    p + 1,
                                    q,
                                    q + 1,
                                    training ? "True" : "False",
                                    Layer.BatchNorm.MOMENTUM,
                                    Layer.BatchNorm.EPSILON));
                }
                case Layer.Activate a -> lines.add("h = " + activation(a.activation()));
                case Layer.MaxPool m ->
                    lines.add("h = torch.max_pool2d(h, [%1$d, %1$d], [%1$d, %1$d], [0, 0], [1, 1], False)"
                            .formatted(m.size()));
                case Layer.Dropout _ -> {
                    if (training) {
                        lines.add("h = torch.dropout(h, p, True)");
                    }
                }
            }
        }
        return lines;
    }

    private static String activation(Layer.Activation activation) {
        return switch (activation) {
            case RELU -> "torch.relu(h)";
            case TANH -> "torch.tanh(h)";
            case SIGMOID -> "torch.sigmoid(h)";
            case GELU -> "torch.gelu(h)";
        };
    }

    private static List<String> integers(String... names) {
        return arguments("%s = int(torch.select(R, 0, %d))", names);
    }

    private static List<String> numbers(String... names) {
        return arguments("%s = float(torch.select(H, 0, %d))", names);
    }

    private static List<String> arguments(String line, String... names) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < names.length; i++) {
            lines.add(line.formatted(names[i], i));
        }
        return lines;
    }

    private static void lines(StringBuilder text, int indent, List<String> lines) {
        lines.forEach(line -> text.append(" ".repeat(indent)).append(line).append('\n'));
    }
}
