package dev.lamarck.cli.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.lamarck.artifacts.Hashes;
import dev.lamarck.contract.Payloads;
import java.nio.charset.StandardCharsets;

/** What tells one job from another. */
final class Digests {

    private Digests() {}

    /** SHA-256 of the message as JSON with sorted keys. */
    static String of(Object message) {
        try {
            String canonical = Payloads.json()
                    .copy()
                    .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true)
                    .writeValueAsString(message);
            return Hashes.sha256(canonical.getBytes(StandardCharsets.UTF_8));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every job can be written as JSON", e);
        }
    }
}
