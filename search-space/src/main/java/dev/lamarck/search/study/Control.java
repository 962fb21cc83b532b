package dev.lamarck.search.study;

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

    @Nullable
    String stopped() {
        return stopped;
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
