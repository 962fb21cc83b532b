package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.space.SearchSpace;
import org.jspecify.annotations.Nullable;

/** What people and limits have to say about a study: its budget, its space, whether it goes on. */
final class Control {

    Limits limits;
    int parallel;
    SearchSpace space;
    boolean exhausted;
    long deviceMillis;

    @Nullable
    String pausedBy;

    private @Nullable String stopped;
    private @Nullable String fatal;

    Control(StudyRules rules, SearchSpace space) {
        this.limits = rules.limits();
        this.parallel = rules.parallel();
        this.space = space;
    }

    static Control read(BinaryReader in, StudyRules rules) {
        Control control = new Control(rules, ValueCodec.space(in));
        control.limits = RulesCodec.limits(in);
        control.parallel = in.integer();
        control.exhausted = in.flag();
        control.deviceMillis = in.number();
        control.pausedBy = in.maybe(in::text);
        control.stopped = in.maybe(in::text);
        control.fatal = in.maybe(in::text);
        return control;
    }

    void write(BinaryWriter out) {
        ValueCodec.write(out, space);
        RulesCodec.write(out, limits);
        out.number(parallel);
        out.flag(exhausted);
        out.number(deviceMillis);
        out.maybe(pausedBy, out::text);
        out.maybe(stopped, out::text);
        out.maybe(fatal, out::text);
    }

    /** False if it is paused or stops already. */
    boolean pause(String by) {
        if (pausedBy != null || stopping() != null) {
            return false;
        }
        pausedBy = by;
        return true;
    }

    /** False if it is not paused. */
    boolean resume() {
        boolean was = pausedBy != null;
        pausedBy = null;
        return was;
    }

    boolean setBudget(Limits newLimits, int newParallel) {
        if (newParallel < 1) {
            return false;
        }
        limits = newLimits;
        parallel = newParallel;
        return true;
    }

    /** False if no trial will come any more. */
    boolean changeSpace(SearchSpace newSpace) {
        if (stopping() != null) {
            return false;
        }
        space = newSpace;
        exhausted = false;
        return true;
    }

    /** False if it stops already. */
    boolean stop(String reason) {
        if (stopping() != null) {
            return false;
        }
        stopped = reason;
        return true;
    }

    /** The study can only fail; the first reason counts. */
    void fail(String reason) {
        fatal = fatal == null ? reason : fatal;
    }

    @Nullable
    String fatal() {
        return fatal;
    }

    /** Why nothing new begins, ever; null if it may. */
    @Nullable
    String stopping() {
        if (fatal != null) {
            return fatal;
        }
        return stopped == null && deviceMillisLeft() <= 0 ? "budget.gpuSeconds is used up" : stopped;
    }

    long deviceMillisLeft() {
        return limits.gpuSeconds() == 0
                ? Long.MAX_VALUE
                : Math.max(0, Math.multiplyExact(limits.gpuSeconds(), 1_000L) - deviceMillis);
    }
}
