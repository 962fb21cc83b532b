package dev.lamarck.cli.job;

import com.github.victools.jsonschema.generator.Option;
import com.github.victools.jsonschema.generator.OptionPreset;
import com.github.victools.jsonschema.generator.SchemaGenerator;
import com.github.victools.jsonschema.generator.SchemaGeneratorConfigBuilder;
import com.github.victools.jsonschema.generator.SchemaVersion;
import com.github.victools.jsonschema.module.jackson.JacksonModule;
import com.github.victools.jsonschema.module.jackson.JacksonOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the JSON schemas of job files, of nightly selections and of changes; runs when Lamarck is built, never when it is used. */
final class JobSchemaGenerator {

    private JobSchemaGenerator() {}

    public static void main(String[] arguments) throws IOException {
        SchemaGeneratorConfigBuilder builder =
                new SchemaGeneratorConfigBuilder(SchemaVersion.DRAFT_2020_12, OptionPreset.PLAIN_JSON);
        builder.with(new JacksonModule(
                JacksonOption.RESPECT_JSONPROPERTY_REQUIRED, JacksonOption.FLATTENED_ENUMS_FROM_JSONPROPERTY));
        builder.with(Option.FORBIDDEN_ADDITIONAL_PROPERTIES_BY_DEFAULT, Option.MAP_VALUES_AS_ADDITIONAL_PROPERTIES);
        SchemaGenerator generator = new SchemaGenerator(builder.build());
        Path folder = Files.createDirectories(Path.of(arguments[0]));
        write(generator, JobFile.class, folder.resolve("job.schema.json"));
        write(generator, NightlyFile.class, folder.resolve("nightly.schema.json"));
        write(generator, ChangeFile.class, folder.resolve("change.schema.json"));
    }

    private static void write(SchemaGenerator generator, Class<?> type, Path file) throws IOException {
        Files.writeString(file, generator.generateSchema(type).toPrettyString());
    }
}
