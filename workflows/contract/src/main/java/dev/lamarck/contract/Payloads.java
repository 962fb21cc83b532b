package dev.lamarck.contract;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDelegatingDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.jsontype.NamedType;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdDelegatingSerializer;
import com.fasterxml.jackson.databind.util.StdConverter;
import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Condition;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.study.StudyEvent;
import io.temporal.common.converter.DataConverter;
import io.temporal.common.converter.DefaultDataConverter;
import io.temporal.common.converter.JacksonJsonPayloadConverter;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** How messages and stored documents look in JSON: one form everywhere, absent fields left out. */
public final class Payloads {

    private static final JsonMapper JSON = JsonMapper.builder()
            .addMixIn(Parameter.class, ParameterMixin.class)
            .addMixIn(Condition.Requirement.class, RequirementMixin.class)
            .addMixIn(StudyCommand.class, NamedMixin.class)
            .addMixIn(StudyEvent.class, NamedMixin.class)
            .registerSubtypes(cases(StudyCommand.class))
            .registerSubtypes(cases(StudyEvent.class))
            .addModule(new SimpleModule()
                    .addSerializer(Double.class, new DoubleSerializer())
                    .addSerializer(SearchSpace.class, new StdDelegatingSerializer(SearchSpace.class, new SpaceWriter()))
                    .addDeserializer(SearchSpace.class, new StdDelegatingDeserializer<>(new SpaceReader()))
                    .addSerializer(
                            Configuration.class,
                            new StdDelegatingSerializer(Configuration.class, new ConfigurationWriter()))
                    .addDeserializer(Configuration.class, new StdDelegatingDeserializer<>(new ConfigurationReader())))
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .visibility(com.fasterxml.jackson.annotation.PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
            .disable(SerializationFeature.FAIL_ON_EMPTY_BEANS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private Payloads() {}

    public static JsonMapper json() {
        return JSON;
    }

    /** A message as JSON. */
    public static String text(Object message) {
        try {
            return JSON.writeValueAsString(message);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Every message can be written as JSON", e);
        }
    }

    public static DataConverter converter() {
        return DefaultDataConverter.newDefaultInstance()
                .withPayloadConverterOverrides(new JacksonJsonPayloadConverter(JSON));
    }

    /** The records of a sealed interface, each under its simple name; the order is that of the names. */
    private static NamedType[] cases(Class<?> sealed) {
        return records(sealed)
                .sorted(Comparator.comparing(Class::getSimpleName))
                .map(type -> new NamedType(type, type.getSimpleName()))
                .toArray(NamedType[]::new);
    }

    private static Stream<Class<?>> records(Class<?> type) {
        return type.isSealed()
                ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Payloads::records)
                : Stream.of(type);
    }

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    private interface NamedMixin {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = FloatParameter.class, name = "float"),
        @JsonSubTypes.Type(value = IntParameter.class, name = "int"),
        @JsonSubTypes.Type(value = CategoricalParameter.class, name = "choice")
    })
    private interface ParameterMixin {}

    @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
    @JsonSubTypes({
        @JsonSubTypes.Type(value = Condition.OneOf.class, name = "oneOf"),
        @JsonSubTypes.Type(value = Condition.Between.class, name = "between")
    })
    private interface RequirementMixin {}

    private static final class SpaceReader extends StdConverter<List<Parameter>, SearchSpace> {

        @Override
        public SearchSpace convert(List<Parameter> parameters) {
            return SearchSpace.of(parameters);
        }
    }

    private static final class SpaceWriter extends StdConverter<SearchSpace, List<Parameter>> {

        @Override
        public List<Parameter> convert(SearchSpace space) {
            return space.declared();
        }
    }

    private static final class ConfigurationReader extends StdConverter<Map<String, Object>, Configuration> {

        @Override
        public Configuration convert(Map<String, Object> values) {
            return new Configuration(values);
        }
    }

    private static final class ConfigurationWriter extends StdConverter<Configuration, Map<String, Object>> {

        @Override
        public Map<String, Object> convert(Configuration configuration) {
            return configuration.values();
        }
    }

    /** JSON has no infinities; they travel as the words that Jackson reads back. */
    private static final class DoubleSerializer extends JsonSerializer<Double> {

        @Override
        public void serialize(Double value, JsonGenerator json, SerializerProvider provider) throws IOException {
            if (Double.isFinite(value)) {
                json.writeNumber(value);
            } else {
                json.writeString(value.toString());
            }
        }
    }
}
