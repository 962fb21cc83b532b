package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.pruner.AshaPruner;
import dev.lamarck.search.pruner.NoPruner;
import dev.lamarck.search.pruner.Pruner;
import dev.lamarck.search.pruner.Rungs;

/** The binary form of the rules of a study. */
final class RulesCodec {

    private RulesCodec() {}

    static void write(BinaryWriter out, StudyRules rules) {
        out.name(rules.objective().metric());
        out.name(rules.objective().goal().name());
        out.all(rules.rungs().steps(), step -> out.number(step));
        out.number(
                switch (rules.pruner()) {
                    case NoPruner _ -> 0;
                    case AshaPruner asha -> asha.reduction();
                    default ->
                        throw new IllegalArgumentException("A pruner of %s cannot be written"
                                .formatted(rules.pruner().getClass()));
                });
        write(out, rules.limits());
        out.number(rules.failures().infrastructure());
        out.name(rules.failures().outOfMemory().name());
        out.number(rules.failures().maxFailed());
        out.number(rules.parallel());
        out.flag(rules.checkpoints());
    }

    static StudyRules rules(BinaryReader in) {
        Objective objective = new Objective(in.name(), Objective.Goal.valueOf(in.name()));
        Rungs rungs = new Rungs(in.all(in::integer));
        int reduction = in.integer();
        Pruner pruner = reduction == 0 ? new NoPruner() : new AshaPruner(reduction);
        Limits limits = limits(in);
        FailureRules failures =
                new FailureRules(in.integer(), FailureRules.OutOfMemory.valueOf(in.name()), in.integer());
        return new StudyRules(objective, rungs, pruner, limits, failures, in.integer(), in.flag());
    }

    static void write(BinaryWriter out, Limits limits) {
        out.number(limits.trials());
        out.number(limits.wallClockSeconds());
        out.number(limits.gpuSeconds());
    }

    static Limits limits(BinaryReader in) {
        return new Limits(in.integer(), in.number(), in.number());
    }
}
