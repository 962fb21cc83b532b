package dev.lamarck.cli.job;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What can be changed of a study that runs, as it is written. The JSON schema is generated from it. */
public record ChangeFile(
        JobFile.@Nullable Budget budget,

        @JsonPropertyDescription("Parameters, merged over those of the running study.") @Nullable
        Map<String, JobFile.Gene> space) {}
