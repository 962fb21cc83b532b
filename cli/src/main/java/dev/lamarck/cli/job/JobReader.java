package dev.lamarck.cli.job;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads job files: YAML with places, keys overridden by the command line, checked against the schema. */
public final class JobReader {

    private static final long LARGEST_FILE = 1 << 20;
    private static final int MOST_PROBLEMS = 5;
    private static final JsonMapper JSON = new JsonMapper();

    private JobReader() {}

    /**
     * Reads a file.
     *
     * @param overrides e.g. budget.trials=20
     * @throws JobException if it cannot be read, or does not fit the schema
     */
    public static JobFile read(Path file, List<String> overrides) {
        return parse(file.toString(), text(file), overrides);
    }

    /** Reads the file of a nightly selection. */
    public static NightlyFile readNightly(Path file, List<String> overrides) {
        return parseNightly(file.toString(), text(file), overrides);
    }

    /**
     * Reads what is to be changed of a study that runs.
     *
     * @param file with the keys of a job that can be changed; null if the overrides say it all
     */
    public static ChangeFile readChange(@Nullable Path file, List<String> overrides) {
        return file == null
                ? parseChange("--set", "{}", overrides)
                : parseChange(file.toString(), text(file), overrides);
    }

    static ChangeFile parseChange(String name, String text, List<String> overrides) {
        return checked(YamlSource.parse(name, text), overrides, SchemaCheck.ofChanges(), ChangeFile.class);
    }

    static JobFile parse(String name, String text, List<String> overrides) {
        YamlSource source = YamlSource.parse(name, text);
        if (source.tree().path("kind").asText().equals(NightlyFile.Kind.Nightly.name())) {
            throw new JobException(
                    "%s describes a nightly selection. Make it by 'lamarck nightly create %s'.".formatted(name, name));
        }
        return checked(source, overrides, SchemaCheck.ofStudies(), JobFile.class);
    }

    static NightlyFile parseNightly(String name, String text, List<String> overrides) {
        YamlSource source = YamlSource.parse(name, text);
        if (source.tree().path("kind").asText().equals(JobFile.Kind.Study.name())) {
            throw new JobException(
                    "%s describes a study. Submit it by 'lamarck run %s', or name it as 'study' in a file of kind Nightly."
                            .formatted(name, name));
        }
        return checked(source, overrides, SchemaCheck.ofNightlies(), NightlyFile.class);
    }

    private static <T> T checked(YamlSource source, List<String> overrides, SchemaCheck schema, Class<T> type) {
        overrides.forEach(override -> apply(source, override));
        List<String> problems = schema.problems(source);
        if (!problems.isEmpty()) {
            throw new JobException(problems.stream().limit(MOST_PROBLEMS).toList());
        }
        try {
            return JSON.treeToValue(source.tree(), type);
        } catch (JsonMappingException e) {
            throw outOfRange(source, e);
        } catch (JsonProcessingException e) {
            throw new JobException("%s: %s.".formatted(source.at(""), e.getOriginalMessage()), e);
        }
    }

    /** What the schema lets pass and Java cannot hold: a whole number that is too large. */
    private static JobException outOfRange(YamlSource source, JsonMappingException e) {
        String pointer = e.getPath().stream()
                .map(part -> "/" + (part.getFieldName() == null ? part.getIndex() : part.getFieldName()))
                .collect(Collectors.joining());
        String key = pointer.isEmpty() ? "the job" : pointer.substring(1).replace('/', '.');
        return new JobException(
                "%s: '%s' is %s, which is out of range."
                        .formatted(source.at(pointer), key, source.tree().at(pointer)),
                e);
    }

    private static String text(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                throw new JobException("There is no job file %s.".formatted(file));
            }
            if (Files.size(file) > LARGEST_FILE) {
                throw new JobException("%s has %,d bytes; a job file has at most %,d."
                        .formatted(file, Files.size(file), LARGEST_FILE));
            }
            return Files.readString(file);
        } catch (IOException e) {
            throw new JobException("%s cannot be read as UTF-8 text: %s.".formatted(file, e.getMessage()), e);
        }
    }

    private static void apply(YamlSource source, String override) {
        int equals = override.indexOf('=');
        if (equals < 1) {
            throw new JobException("--set %s: expected is KEY=VALUE, e.g. --set budget.trials=20.".formatted(override));
        }
        String[] path = override.substring(0, equals).split("\\.", -1);
        source.overridden("/" + String.join("/", path));
        ObjectNode parent = source.tree();
        for (int i = 0; i < path.length - 1; i++) {
            JsonNode child = parent.get(path[i]);
            if (child != null && !child.isObject() && !child.isNull()) {
                throw new JobException("--set %s: '%s' has no keys below it.".formatted(override, path[i]));
            }
            parent = child instanceof ObjectNode group ? group : parent.putObject(path[i]);
        }
        parent.set(path[path.length - 1], YamlSource.value(override.substring(equals + 1)));
    }
}
