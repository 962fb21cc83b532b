package dev.lamarck.contract;

import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What trains a study's candidates: a built-in trainer or a command of the user's. Exactly one of preset and command is
 * given.
 *
 * @param preset the name of a built-in trainer; null for a command
 * @param command the program and its arguments; empty for a built-in trainer
 * @param files the artifact folder with the files that the command needs; null if it needs none
 * @param checkpoints whether it leaves checkpoints to go on from; without them nothing yields, and a promoted trial begins
 *     again
 */
public record TrainerSpec(
        @Nullable String preset,
        List<String> command,
        @Nullable String files,
        boolean checkpoints) {

    /** The built-in trainer that computes a formula and sleeps: for measurements and trials of everything around it. */
    public static final String NOOP = "noop";

    public TrainerSpec {
        command = command == null ? List.of() : List.copyOf(command);
        if ((preset == null) == command.isEmpty()) {
            throw new IllegalArgumentException("A trainer is either a preset or a command");
        }
    }

    public static TrainerSpec preset(String preset) {
        return new TrainerSpec(preset, List.of(), null, true);
    }

    public static TrainerSpec command(List<String> command, @Nullable String files, boolean checkpoints) {
        return new TrainerSpec(null, command, files, checkpoints);
    }

    /** What people call it: the preset, or the command's words. */
    public String name() {
        return preset == null ? String.join(" ", command) : preset;
    }

    /**
     * The name of the built-in trainer.
     *
     * @throws NullPointerException for a command
     */
    public String builtIn() {
        return Objects.requireNonNull(preset, "a command has no preset");
    }

    /** Whether what it trains can be evaluated, explained and exported by Lamarck. */
    public boolean makesModels() {
        return preset != null && !preset.equals(NOOP);
    }

    public boolean runsCommand() {
        return preset == null;
    }
}
