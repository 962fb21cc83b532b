package dev.lamarck.cli.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.PathType;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Checks a job file against the schema and says what is wrong in one sentence a problem. */
final class SchemaCheck {

    /** Keys of the job file that belong to features which this version does not have. */
    private static final Map<String, String> LATER = Map.ofEntries(
            Map.entry("/constraints", "outcome constraints"),
            Map.entry("/inherit", "inheritance of weights"),
            Map.entry("/approval", "approval by people"),
            Map.entry("/budget/energyJoules", "energy budgets"),
            Map.entry("/budget/steps", "budgets in steps"),
            Map.entry("/data/csv", "tabular data"),
            Map.entry("/data/images", "folders of images"));

    private final JsonSchema schema;
    private final JsonNode schemaTree;

    private SchemaCheck(JsonSchema schema, JsonNode schemaTree) {
        this.schema = schema;
        this.schemaTree = schemaTree;
    }

    static SchemaCheck ofStudies() {
        return load("job.schema.json");
    }

    static SchemaCheck ofNightlies() {
        return load("nightly.schema.json");
    }

    static SchemaCheck ofChanges() {
        return load("change.schema.json");
    }

    private static SchemaCheck load(String resource) {
        try (InputStream in = SchemaCheck.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException("The schema %s is not shipped".formatted(resource));
            }
            SchemaValidatorsConfig config = SchemaValidatorsConfig.builder()
                    .pathType(PathType.JSON_POINTER)
                    .build();
            JsonSchema schema = JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                    .getSchema(in, config);
            return new SchemaCheck(schema, schema.getSchemaNode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The problems, in the order of their places; empty if there is none. */
    List<String> problems(YamlSource source) {
        List<ValidationMessage> messages = new ArrayList<>(schema.validate(source.tree()));
        messages.sort(
                Comparator.comparing(message -> message.getInstanceLocation().toString()));
        return messages.stream()
                .map(message -> sentence(source, message))
                .distinct()
                .toList();
    }

    JsonNode tree() {
        return schemaTree;
    }

    private String sentence(YamlSource source, ValidationMessage message) {
        String pointer = message.getInstanceLocation().toString();
        String key = pointer.isEmpty() ? "the job" : "'" + pointer.substring(1).replace('/', '.') + "'";
        JsonNode value = source.tree().at(pointer);
        return switch (message.getType()) {
            case "required" -> "%s: %s lacks the key '%s'.".formatted(source.at(pointer), key, message.getProperty());
            case "additionalProperties" -> unknownKey(source, pointer, message.getProperty());
            case "type" ->
                "%s: %s must be %s, not %s.".formatted(source.at(pointer), key, expected(message), shown(value));
            case "enum", "const" ->
                "%s: %s is %s; expected is %s."
                        .formatted(source.at(pointer), key, shown(value), message.getArguments()[0]);
            default -> "%s: %s.".formatted(source.at(pointer), message.getMessage());
        };
    }

    private String unknownKey(YamlSource source, String parent, String key) {
        String pointer = parent + "/" + key.replace("~", "~0").replace("/", "~1");
        String feature = LATER.get(pointer);
        String at = source.at(pointer + "#key");
        if (feature != null) {
            return "%s: the key '%s' needs a feature that this version does not have: %s. Remove it."
                    .formatted(at, pointer.substring(1).replace('/', '.'), feature);
        }
        List<String> known = new ArrayList<>();
        JsonNode properties = propertiesAt(parent);
        properties.fieldNames().forEachRemaining(known::add);
        String where =
                parent.isEmpty() ? "" : " in '%s'".formatted(parent.substring(1).replace('/', '.'));
        return "%s: unknown key '%s'%s.%s".formatted(at, key, where, Suggestions.of(key, known));
    }

    /** The keys that the schema knows at a place of the job. */
    private JsonNode propertiesAt(String pointer) {
        JsonNode node = schemaTree;
        for (String part : pointer.split("/", -1)) {
            if (part.isEmpty()) {
                continue;
            }
            node = resolve(node);
            if (node.path("properties").has(part)) {
                node = node.path("properties").path(part);
            } else if (node.has("items")) {
                node = node.path("items");
            } else {
                node = node.path("additionalProperties");
            }
        }
        return resolve(node).path("properties");
    }

    private JsonNode resolve(JsonNode node) {
        return node.has("$ref") ? schemaTree.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static String expected(ValidationMessage message) {
        String type = message.getArguments().length > 1 ? String.valueOf(message.getArguments()[1]) : "of another type";
        return switch (type) {
            case "integer" -> "a whole number";
            case "number" -> "a number";
            case "string" -> "a text";
            case "boolean" -> "true or false";
            case "array" -> "a list";
            case "object" -> "a group of keys";
            default -> type;
        };
    }

    private static String shown(JsonNode value) {
        String text = value.isMissingNode() ? "empty" : value.toString();
        return text.length() <= 60 ? text : text.substring(0, 57) + "...";
    }
}
