package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import java.util.Map;
import java.util.TreeMap;

/** The binary form of trials and of what a sampler is told of them. */
final class TrialCodec {

    private TrialCodec() {}

    static void write(BinaryWriter out, Trial trial) {
        out.number(trial.id());
        ValueCodec.write(out, trial.suggestion().configuration());
        out.name(trial.suggestion().operator());
        out.all(trial.suggestion().parents(), parent -> out.number(parent));
        out.name(trial.state().name());
        write(out, trial.progress());
        out.all(trial.metrics().entrySet(), metric -> {
            out.name(metric.getKey());
            out.real(metric.getValue());
        });
        out.number(trial.period().startedMillis());
        out.number(trial.period().endedMillis());
        out.maybe(trial.effective(), effective -> ValueCodec.write(out, effective));
        out.maybe(trial.ended(), outcome -> {
            out.maybe(outcome.failure(), failure -> out.name(failure.name()));
            out.text(outcome.reason());
        });
    }

    static Trial trial(BinaryReader in) {
        return new Trial(
                in.integer(),
                new Suggestion(ValueCodec.configuration(in), in.name(), in.all(in::integer)),
                TrialState.valueOf(in.name()),
                progress(in),
                metrics(in),
                new Trial.Period(in.number(), in.number()),
                in.maybe(() -> ValueCodec.configuration(in)),
                in.maybe(() -> new Trial.Outcome(in.maybe(() -> FailureClass.valueOf(in.name())), in.text())));
    }

    static void write(BinaryWriter out, Scored scored) {
        out.number(scored.trial());
        ValueCodec.write(out, scored.configuration());
        out.number(scored.rung());
        out.real(scored.loss());
    }

    static Scored scored(BinaryReader in) {
        return new Scored(in.integer(), ValueCodec.configuration(in), in.integer(), in.real());
    }

    private static void write(BinaryWriter out, Trial.Progress progress) {
        out.number(progress.rung());
        out.number(progress.slice());
        out.number(progress.step());
        out.number(progress.dispatches());
        out.number(progress.lost());
        out.maybe(progress.checkpoint(), out::text);
        out.maybe(progress.previous(), mark -> {
            out.text(mark.checkpoint());
            out.number(mark.slice());
            out.number(mark.step());
        });
        out.all(progress.avoid(), out::name);
        out.number(progress.deviceMillis());
    }

    private static Trial.Progress progress(BinaryReader in) {
        return new Trial.Progress(
                in.integer(),
                in.integer(),
                in.integer(),
                in.integer(),
                in.integer(),
                in.maybe(in::text),
                in.maybe(() -> new Trial.Progress.Mark(in.text(), in.integer(), in.integer())),
                in.all(in::name),
                in.number());
    }

    private static Map<String, Double> metrics(BinaryReader in) {
        Map<String, Double> metrics = new TreeMap<>();
        in.all(() -> {
            String name = in.name();
            metrics.put(name, in.real());
            return name;
        });
        return metrics;
    }
}
