package dev.lamarck.train.engine;

import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.architecture.Layer;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes an architecture as TorchScript, in the dialect in which PyTorch stores it. Three texts an architecture: one does
 * whole training steps, one evaluates, one has gradients to the input. None holds a number that training or the sampler
 * changes.
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
    private final Architecture architecture;
    private final int parameters;
    private final boolean buffers;
    private final boolean dropout;

    ScriptText(Architecture architecture) {
        this.architecture = architecture;
        this.parameters = architecture.parameters().size();
        this.buffers = !architecture.buffers().isEmpty();
        this.dropout = architecture.layers().stream().anyMatch(Layer.Dropout.class::isInstance);
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
        lines(
                text,
                4,
                List.of("L = torch.zeros([steps], dtype=%d)".formatted(ForwardText.FLOAT32), "for i in range(steps):"));
        lines(text, 6, stepBody(optimizer));
        return text.append("    return L\n").toString();
    }

    /**
     * The logits of rows {@code lo} to {@code hi - 1}, {@code chunk} at a time.
     *
     * @param type in which it computes; parameters and buffers have it
     */
    String evaluate(int type) {
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
        body.addAll(new ForwardText(architecture, type).lines(false));
        body.add("o = torch.append(outs, h)");
        lines(text, 6, body);
        return text.append("    return torch.cat(outs, 0)\n").toString();
    }

    /**
     * The logit of each image's target class and its gradient to the image's pixels, in double precision: [rows, 1 +
     * pixels], the logit first. T are the target classes, X the images as doubles of which gradients are asked.
     */
    String differentiate() {
        StringBuilder text = new StringBuilder(HEAD);
        text.append("    T: Tensor,\n    X: Tensor,\n    P: List[Tensor]");
        text.append(buffers ? ",\n    B: List[Tensor]) -> Tensor:\n" : ") -> Tensor:\n");
        List<String> body = new ArrayList<>();
        body.add("h = X");
        body.addAll(new ForwardText(architecture, ForwardText.FLOAT64).lines(false));
        body.add("f = torch.gather(h, 1, torch.unsqueeze(T, 1))");
        // Rows do not see each other, so that the gradient of the sum holds each row's own.
        body.add("g = torch.autograd.grad([torch.sum(f)], [X])");
        body.add("d = torch.flatten(unchecked_cast(Tensor, g[0]), 1, -1)");
        lines(text, 4, body);
        return text.append("    return torch.cat([torch.detach(f), d], 1)\n").toString();
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
        body.addAll(new ForwardText(architecture, ForwardText.FLOAT32).lines(true));
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
