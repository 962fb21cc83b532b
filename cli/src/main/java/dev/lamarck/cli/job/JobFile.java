package dev.lamarck.cli.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A job file as it is written; what is left out is null. The JSON schema is generated from these records. */
public record JobFile(
        @JsonProperty(required = true) @JsonPropertyDescription("Always lamarck/v1.")
        ApiVersion apiVersion,

        @JsonProperty(required = true) @JsonPropertyDescription("What the file describes.")
        Kind kind,

        @JsonProperty(required = true) @JsonPropertyDescription("The study's name: lower-case letters, digits and '-'.")
        String name,

        @JsonPropertyDescription("What to learn from; a command may bring its own data.") @Nullable
        Data data,

        @JsonPropertyDescription("What to train.") @Nullable Trainer trainer,

        @JsonPropertyDescription("What to optimise; one objective.") @Nullable
        List<Goal> objectives,

        @JsonPropertyDescription("Parameters, merged over the preset's own.") @Nullable
        Map<String, Gene> space,

        @Nullable Sampler sampler,
        @Nullable Pruner pruner,
        @Nullable Budget budget,
        @Nullable Resources resources,
        @Nullable Failures failures,
        @Nullable Checkpoints checkpoints,

        @JsonPropertyDescription("After which a trial leaves a checkpoint and makes room, from 10s to 1h.") @Nullable
        String maxSlice,

        @JsonPropertyDescription("Without progress, after which a trainer is ended, from 10s to 1h.") @Nullable
        String stall,

        @JsonPropertyDescription("Whether the same job gives the same suggestions, however many slots there are.")
        @Nullable
        Boolean deterministic,

        @JsonPropertyDescription("How many populations search side by side, from 1 to 64.") @Nullable
        Integer islands,

        @Nullable Winner winner,

        @JsonPropertyDescription(
                "What to explain: importance, saliency, integrated-gradients, occlusion; default is all.")
        @Nullable
        List<String> explain,

        @Nullable Register register) {

    /** The same with what another budget says in place of its own. */
    JobFile withBudget(@Nullable Budget other) {
        if (other == null) {
            return this;
        }
        Budget own = budget == null ? Budget.NONE : budget;
        Budget merged = new Budget(
                other.trials() == null ? own.trials() : other.trials(),
                other.parallel() == null ? own.parallel() : other.parallel(),
                other.wallClock() == null ? own.wallClock() : other.wallClock(),
                other.gpuSeconds() == null ? own.gpuSeconds() : other.gpuSeconds());
        return new JobFile(
                apiVersion,
                kind,
                name,
                data,
                trainer,
                objectives,
                space,
                sampler,
                pruner,
                merged,
                resources,
                failures,
                checkpoints,
                maxSlice,
                stall,
                deterministic,
                islands,
                winner,
                explain,
                register);
    }

    public enum ApiVersion {
        @JsonProperty("lamarck/v1")
        V1
    }

    public enum Kind {
        Study
    }

    public record Data(
            @JsonPropertyDescription("A data set by name.") @Nullable
            String preset,

            @JsonPropertyDescription("A folder of IDX files, relative to the job file.") @Nullable
            String idx,

            @JsonPropertyDescription("The share of validation rows, or a count from 1.") @Nullable
            Double validation,

            @JsonPropertyDescription("Which seeded split, from 1.") @Nullable
            Integer split) {}

    public record Trainer(
            @JsonPropertyDescription("A built-in family or network.") @Nullable
            String preset,

            @JsonPropertyDescription("A program and its arguments, e.g. [python3, train.py].") @Nullable
            List<String> command,

            @JsonPropertyDescription(
                    "Files that the command needs besides those that it names, relative to the job file.")
            @Nullable
            List<String> files,

            @JsonPropertyDescription("Whether the command leaves checkpoints to go on from; default is false.")
            @Nullable
            Boolean checkpoints) {}

    public record Goal(
            @JsonProperty(required = true) String metric,
            @JsonProperty(required = true) Direction goal) {

        public enum Direction {
            maximize,
            minimize
        }
    }

    public record Gene(
            @JsonProperty("float") @JsonPropertyDescription("[low, high]") @Nullable
            List<Double> floatRange,

            @JsonProperty("int") @JsonPropertyDescription("[low, high]") @Nullable
            List<Long> intRange,

            @JsonPropertyDescription("The values to choose from.") @Nullable
            List<Object> choice,

            @JsonPropertyDescription("Uniform in the logarithm.") @Nullable
            Boolean log,

            @JsonPropertyDescription("Parents and what they must be: a value, a list, or {min, max}.") @Nullable
            Map<String, Object> when,

            @JsonPropertyDescription("The integer parameter that says how often.") @Nullable
            String repeat) {}

    public record Sampler(@Nullable String name, @Nullable Long seed) {}

    public record Pruner(
            @Nullable Rule name,

            @JsonPropertyDescription("Epochs of the first rung.") @Nullable
            Integer min,

            @JsonPropertyDescription("Epochs of the last rung.") @Nullable
            Integer max,

            @JsonPropertyDescription("One of so many goes on.") @Nullable
            Integer reduction) {

        public enum Rule {
            asha,
            none
        }
    }

    public record Budget(
            @JsonPropertyDescription("How many trials to start.") @Nullable
            Integer trials,

            @JsonPropertyDescription("How many to train at a time.") @Nullable
            Integer parallel,

            @JsonPropertyDescription("How long to search, e.g. 90s, 30m, 6h; then the best so far wins.") @Nullable
            String wallClock,

            @JsonPropertyDescription("How long all slots together may train, in seconds.") @Nullable
            Long gpuSeconds) {

        static final Budget NONE = new Budget(null, null, null, null);
    }

    public record Resources(
            @JsonPropertyDescription("The pool of workers.") @Nullable
            String pool) {}

    public record Failures(
            @JsonPropertyDescription("How often the infrastructure may fail one trial.") @Nullable
            Integer infrastructure,

            @JsonPropertyDescription("What a trial does that had too little memory; default is halve-batch.") @Nullable
            OutOfMemory outOfMemory,

            @JsonPropertyDescription("How many trials may fail.") @Nullable
            Integer maxFailed) {

        public enum OutOfMemory {
            @JsonProperty("halve-batch")
            HALVE_BATCH,
            @JsonProperty("fail")
            FAIL
        }
    }

    public record Checkpoints(
            @JsonPropertyDescription("Of how many best trials checkpoints stay, beside those that live.") @Nullable
            Integer bestOfStudy,

            @JsonPropertyDescription("How much all checkpoints of the study may take, e.g. 500MB, 20GB.") @Nullable
            String quota) {}

    public record Winner(
            @JsonPropertyDescription("How many of the best to train again.") @Nullable
            Integer top,

            @JsonPropertyDescription("Over how many seeds; 0 takes the best checkpoint as it is.") @Nullable
            Integer seeds) {}

    public record Register(@Nullable String model) {}
}
