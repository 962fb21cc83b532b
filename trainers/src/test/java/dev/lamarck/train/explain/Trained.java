package dev.lamarck.train.explain;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.train.architecture.Architecture;
import dev.lamarck.train.data.SplitData;
import dev.lamarck.train.engine.CallLength;
import dev.lamarck.train.engine.NetworkState;
import dev.lamarck.train.engine.StepCompiler;
import dev.lamarck.train.loop.Checkpoint;
import dev.lamarck.train.loop.Recipe;
import dev.lamarck.train.loop.TrainingRun;
import java.util.Map;

/** A network that was trained as a user would, with Adam. */
record Trained(Architecture architecture, NetworkState state) {

    static Trained on(SplitData data, String preset, int epochs, StepCompiler compiler) {
        Configuration configuration =
                new Configuration(Map.of("optimizer", "adam", "learning_rate", 3e-3, "batch_size", 32));
        SplitData.Scale scale = data.scale();
        Recipe.Fit fit = new Recipe.Fit(data.train().shape(), data.train().classes(), scale.mean(), scale.std());
        Recipe recipe = Recipe.of(preset, configuration, fit);
        int length = CallLength.steps(recipe.architecture(), recipe.settings().batchSize());
        Checkpoint end = new TrainingRun(recipe, length, 42, new Silent(), () -> false)
                .run(compiler, data.train(), data.validation(), null, epochs);
        return new Trained(recipe.architecture(), end.state());
    }

    private static final class Silent implements TrainingRun.Listener {

        @Override
        public void epoch(int epoch, Map<String, Double> metrics) {}

        @Override
        public void progress(int epoch, double share) {}
    }
}
