package dev.lamarck.search.pruner;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Results in their order, best first, that knows the place of each: a treap, that is a search tree whose nodes carry
 * pseudo-random priorities, so that every operation takes the logarithm of the number of results. Results of trials that
 * left have no trial any more ({@link #LEFT}) and come before those of the same loss that wait.
 *
 * <p>Source: Seidel and Aragon, "Randomized Search Trees", Algorithmica 16, 1996.
 */
final class ResultTree {

    static final int LEFT = -1;

    /** One result or, of those that left, all with this loss. */
    static final class Node {

        final double loss;
        final int trial;
        private final long priority;
        private int times = 1;
        private int size;
        private int waiting;
        private @Nullable Node better;
        private @Nullable Node worse;

        private Node(double loss, int trial) {
            this.loss = loss;
            this.trial = trial;
            this.priority = mix(Double.doubleToLongBits(loss) + 31L * trial);
            count();
        }

        boolean waits() {
            return trial != LEFT;
        }

        private int compare(double otherLoss, int otherTrial) {
            int byLoss = Double.compare(loss, otherLoss);
            return byLoss == 0 ? Integer.compare(trial, otherTrial) : byLoss;
        }

        private Node count() {
            size = times + sizeOf(better) + sizeOf(worse);
            waiting = (waits() ? 1 : 0) + waitingOf(better) + waitingOf(worse);
            return this;
        }
    }

    private @Nullable Node root;

    int size() {
        return sizeOf(root);
    }

    int waiting() {
        return waitingOf(root);
    }

    void add(double loss, int trial) {
        root = add(root, new Node(loss, trial));
    }

    /** Takes one result out, which must be there. */
    void remove(double loss, int trial) {
        root = remove(root, loss, trial);
    }

    /** How many results are better. */
    int before(double loss, int trial) {
        int before = 0;
        Node node = root;
        while (node != null) {
            int order = node.compare(loss, trial);
            if (order < 0) {
                before += sizeOf(node.better) + node.times;
                node = node.worse;
            } else {
                node = node.better;
            }
        }
        return before;
    }

    /** How many of the first {@code count} results wait. */
    int waitingAmong(long count) {
        int found = 0;
        long rest = count;
        Node node = root;
        while (node != null && rest > 0) {
            if (rest < sizeOf(node.better)) {
                node = node.better;
            } else {
                rest -= sizeOf(node.better);
                found += waitingOf(node.better) + (rest > 0 && node.waits() ? 1 : 0);
                rest -= node.times;
                node = node.worse;
            }
        }
        return found;
    }

    @Nullable
    Node bestWaiting() {
        Node node = waiting() == 0 ? null : root;
        while (node != null && (waitingOf(node.better) > 0 || !node.waits())) {
            node = waitingOf(node.better) > 0 ? node.better : node.worse;
        }
        return node;
    }

    @Nullable
    Node worstWaiting() {
        Node node = waiting() == 0 ? null : root;
        while (node != null && (waitingOf(node.worse) > 0 || !node.waits())) {
            node = waitingOf(node.worse) > 0 ? node.worse : node.better;
        }
        return node;
    }

    @Nullable
    Node last() {
        Node node = root;
        while (node != null && node.worse != null) {
            node = node.worse;
        }
        return node;
    }

    /** Every result, best first. */
    void forEach(Consumer<Node> action) {
        forEach(root, action);
    }

    private static void forEach(@Nullable Node node, Consumer<Node> action) {
        if (node != null) {
            forEach(node.better, action);
            for (int i = 0; i < node.times; i++) {
                action.accept(node);
            }
            forEach(node.worse, action);
        }
    }

    /** Equal results have equal priorities, so none is below a node of a smaller one. */
    private static Node add(@Nullable Node node, Node added) {
        if (node == null) {
            return added;
        }
        if (added.priority > node.priority) {
            split(node, added);
            return added.count();
        }
        int order = node.compare(added.loss, added.trial);
        if (order == 0) {
            node.times++;
        } else if (order < 0) {
            node.worse = add(node.worse, added);
        } else {
            node.better = add(node.better, added);
        }
        return node.count();
    }

    /** Hangs everything below {@code node} under {@code top}, on its side of it. */
    private static void split(@Nullable Node node, Node top) {
        if (node == null) {
            return;
        }
        if (node.compare(top.loss, top.trial) < 0) {
            split(node.worse, top);
            node.worse = top.better;
            top.better = node.count();
        } else {
            split(node.better, top);
            node.better = top.worse;
            top.worse = node.count();
        }
    }

    private static @Nullable Node remove(@Nullable Node node, double loss, int trial) {
        if (node == null) {
            throw new IllegalArgumentException("There is no result %s of trial %d".formatted(loss, trial));
        }
        int order = node.compare(loss, trial);
        if (order < 0) {
            node.worse = remove(node.worse, loss, trial);
        } else if (order > 0) {
            node.better = remove(node.better, loss, trial);
        } else if (--node.times == 0) {
            return merge(node.better, node.worse);
        }
        return node.count();
    }

    private static @Nullable Node merge(@Nullable Node better, @Nullable Node worse) {
        if (better == null) {
            return worse;
        }
        if (worse == null) {
            return better;
        }
        if (better.priority > worse.priority) {
            better.worse = merge(better.worse, worse);
            return better.count();
        }
        worse.better = merge(better, worse.better);
        return worse.count();
    }

    private static int sizeOf(@Nullable Node node) {
        return node == null ? 0 : node.size;
    }

    private static int waitingOf(@Nullable Node node) {
        return node == null ? 0 : node.waiting;
    }

    /** The finalizer of SplitMix64. */
    private static long mix(long value) {
        long z = (value ^ (value >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
