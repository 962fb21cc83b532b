package dev.lamarck.cli.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.lamarck.contract.Verdict;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file of a nightly selection as it is written; what is left out is null. The JSON schema is generated from it. */
public record NightlyFile(
        @JsonProperty(required = true) @JsonPropertyDescription("Always lamarck/v1.")
        JobFile.ApiVersion apiVersion,

        @JsonProperty(required = true) @JsonPropertyDescription("What the file describes.")
        Kind kind,

        @JsonProperty(required = true)
        @JsonPropertyDescription("The selection's name: lower-case letters, digits and '-', 46 at most.")
        String name,

        @JsonProperty(required = true) @JsonPropertyDescription("When a night begins.")
        Schedule schedule,

        @JsonProperty(required = true)
        @JsonPropertyDescription("The job file of each night's study, relative to this one; its data is read anew.")
        String study,

        @JsonPropertyDescription("Overrides the budget of the study.")
        JobFile.@Nullable Budget budget,

        @JsonPropertyDescription("When a challenger may take the champion's place.") @Nullable
        Gate gate,

        @JsonProperty("notify") @JsonPropertyDescription("Who hears of verdicts.") @Nullable
        List<Notify> notifications) {

    public enum Kind {
        Nightly
    }

    public record Schedule(
            @JsonProperty(required = true)
            @JsonPropertyDescription("Minute, hour, day of the month, month, day of the week.")
            String cron,

            @JsonPropertyDescription("An IANA name, e.g. Europe/Berlin; default is UTC.") @Nullable
            String timezone,

            @JsonPropertyDescription("Up to how much later a night begins, at random, e.g. 5m.") @Nullable
            String jitter,

            @JsonPropertyDescription("If the last night is not over: skip, or buffer one.") @Nullable
            Overlap overlap,

            @JsonPropertyDescription("How late a missed night may begin; default is 6h.") @Nullable
            String catchUp,

            @JsonPropertyDescription("Whether a night that FAILED pauses the schedule; default is true.") @Nullable
            Boolean pauseOnFailure) {}

    public enum Overlap {
        skip,
        buffer
    }

    public record Gate(
            @JsonPropertyDescription("What both models are compared by: accuracy.") @Nullable
            String metric,

            @JsonPropertyDescription("Of the difference: mcnemar.") @Nullable
            String test,

            @JsonPropertyDescription("The chance of any false promotion over the horizon; default is 0.05.") @Nullable
            Double alpha,

            @JsonPropertyDescription("How many nights share alpha; default is 365.") @Nullable
            Integer horizon,

            @JsonPropertyDescription("The smallest gain that counts, as a share of the rows; default is 0.002.")
            @Nullable
            Double minEffect,

            @JsonPropertyDescription("What must hold besides.") @Nullable
            List<Guardrail> guardrails) {}

    public record Guardrail(
            @JsonProperty(required = true) @JsonPropertyDescription("recall_min_class or latency_ms_p95.")
            String metric,

            @JsonPropertyDescription("How far recall_min_class may fall.") @Nullable
            Double maxDrop,

            @JsonPropertyDescription("How large latency_ms_p95 may be.") @Nullable
            Double max) {}

    public record Notify(
            @JsonPropertyDescription("The verdicts; default is all.") @Nullable
            List<Verdict> on,

            @JsonProperty(required = true)
            @JsonPropertyDescription("Where the engine finds the address: env:NAME or file:PATH.")
            String webhook,

            @JsonPropertyDescription("Where the engine finds the key of the signature: env:NAME or file:PATH.")
            @Nullable
            String secret) {}
}
