package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.space.SearchSpace;

/** What a study's state consists of: all that is written down of it. */
record Parts(
        StudyRules rules,
        Control control,
        Trials trials,
        Ladder ladder,
        Population population,
        Tried tried,
        WaitingList waiting) {

    /** Of a study in which nothing has happened. */
    static Parts of(StudyRules rules, SearchSpace space) {
        return new Parts(
                rules,
                new Control(rules, space),
                new Trials(rules.rungs().count()),
                new Ladder(rules),
                new Population(),
                new Tried(),
                new WaitingList());
    }

    static Parts read(BinaryReader in) {
        StudyRules rules = RulesCodec.rules(in);
        return new Parts(
                rules,
                Control.read(in, rules),
                Trials.read(in, rules.rungs().count()),
                Ladder.read(in, rules),
                Population.read(in),
                Tried.read(in),
                WaitingList.read(in));
    }

    void write(BinaryWriter out) {
        RulesCodec.write(out, rules);
        control.write(out);
        trials.write(out);
        ladder.write(out);
        population.write(out);
        tried.write(out);
        waiting.write(out);
    }
}
