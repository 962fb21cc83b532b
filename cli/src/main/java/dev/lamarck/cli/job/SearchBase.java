package dev.lamarck.cli.job;

import dev.lamarck.contract.TrainerSpec;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.train.catalog.Presets;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a job's space is merged over.
 *
 * @param owner whose parameters they are, in words
 * @param parameters what is searched unless the job says otherwise
 * @param known the names of what may be searched at all; null if the trainer takes anything
 * @param checked whether values must be such as the built-in trainers can take
 */
public record SearchBase(
        String owner, List<Parameter> parameters, @Nullable Set<String> known, boolean checked) {

    /** How long a trial of the noop trainer lasts; not searched unless the job says so. */
    private static final String SECONDS = "seconds";

    public SearchBase {
        parameters = List.copyOf(parameters);
        known = known == null ? null : Set.copyOf(known);
    }

    /** Of a trainer. */
    public static SearchBase of(TrainerSpec trainer) {
        if (trainer.runsCommand()) {
            return new SearchBase("the command", List.of(), null, false);
        }
        String preset = trainer.builtIn();
        String owner = "the preset '%s'".formatted(preset);
        if (preset.equals(TrainerSpec.NOOP)) {
            List<Parameter> plane = List.of(plane("x"), plane("y"));
            return new SearchBase(owner, plane, Set.of("x", "y", SECONDS), false);
        }
        List<Parameter> own = Presets.get(preset).space().declared();
        return new SearchBase(owner, own, names(own).collect(Collectors.toSet()), true);
    }

    /** The same over the space of a study that runs. */
    public SearchBase over(SearchSpace running) {
        Set<String> either = known == null
                ? null
                : Stream.concat(known.stream(), names(running.declared())).collect(Collectors.toSet());
        return new SearchBase(owner, running.declared(), either, checked);
    }

    private static Stream<String> names(List<Parameter> parameters) {
        return parameters.stream().map(Parameter::name);
    }

    private static Parameter plane(String name) {
        return new FloatParameter(name, -1, 1, false, null, null);
    }
}
