package dev.lamarck.dashboard.page;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.lamarck.contract.Payloads;
import java.io.IOException;

/** Pages as JSON for browsers: whole numbers that JavaScript would round, such as seeds, travel as text. */
public final class PageJson {

    private static final long LARGEST = 1L << 53;

    private static final JsonMapper JSON = Payloads.json()
            .rebuild()
            .addModule(new SimpleModule("page")
                    .addSerializer(Long.class, new LongSerializer())
                    .addSerializer(Long.TYPE, new LongSerializer()))
            .build();

    private PageJson() {}

    public static String text(Object page) {
        try {
            return JSON.writeValueAsString(page);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every page can be written as JSON", e);
        }
    }

    private static final class LongSerializer extends JsonSerializer<Long> {

        @Override
        public void serialize(Long value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (value > LARGEST || value < -LARGEST) {
                json.writeString(value.toString());
            } else {
                json.writeNumber(value);
            }
        }
    }
}
