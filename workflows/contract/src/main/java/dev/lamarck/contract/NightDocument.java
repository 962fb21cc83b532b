package dev.lamarck.contract;

import org.jspecify.annotations.Nullable;

/**
 * What is kept of a night for ever, in the artifact store and in MLflow.
 *
 * @param nightly the selection that it is a night of
 * @param night its name, also that of its study: nightly-yyyyMMdd-HHmmss, in UTC
 * @param reason one sentence with the numbers that decided
 * @param fingerprint of the night's data; null if it could not be read
 * @param model the registered model
 * @param champion the version that was champion before; null if there was none
 * @param challenger the version that the night registered; null if it made none
 * @param comparison null if the night did not come to it
 * @param judgement null if the night did not come to it
 */
public record NightDocument(
        String nightly,
        String night,
        Verdict verdict,
        String reason,
        long startedMillis,
        long endedMillis,
        String model,
        @Nullable String fingerprint,
        @Nullable String champion,
        @Nullable String challenger,
        @Nullable Comparison comparison,
        @Nullable Judgement judgement) {}
