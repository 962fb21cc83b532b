package dev.lamarck.cli.job;

import dev.lamarck.contract.NightlySpec;

/** A complete nightly selection and the job of its nights with today's data. */
public record Nightly(NightlySpec spec, Job job) {

    /** SHA-256 of what was asked for; today's data is no part of that, for it is read anew each night. */
    public String digest() {
        return Digests.of(new NightlySpec(
                spec.name(),
                spec.study().withoutData(),
                spec.source(),
                spec.timing(),
                spec.gate(),
                spec.notifications()));
    }
}
