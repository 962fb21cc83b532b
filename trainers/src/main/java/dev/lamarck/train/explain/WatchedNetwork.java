package dev.lamarck.train.explain;

import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.engine.DifferentiableNetwork;

/** Runs an action after each call of a network, so that whoever waits hears that explaining goes on. */
record WatchedNetwork(DifferentiableNetwork network, Runnable alive) implements DifferentiableNetwork {

    @Override
    public Architecture architecture() {
        return network.architecture();
    }

    @Override
    public double[] logits(double[] images) {
        double[] logits = network.logits(images);
        alive.run();
        return logits;
    }

    @Override
    public Gradients gradients(double[] images, int[] targets) {
        Gradients gradients = network.gradients(images, targets);
        alive.run();
        return gradients;
    }

    /** Leaves the network open: it belongs to whoever made it. */
    @Override
    public void close() {}
}
