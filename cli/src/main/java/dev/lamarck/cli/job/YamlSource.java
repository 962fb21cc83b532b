package dev.lamarck.cli.job;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A YAML document and where each of its keys and values stands. */
final class YamlSource {

    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build());

    /** A place in the file, both from 1. */
    record Place(int line, int column) {

        static Place of(JsonLocation location) {
            return new Place(location.getLineNr(), location.getColumnNr());
        }
    }

    private final String file;
    private final ObjectNode tree;
    private final Map<String, Place> places;
    private final List<String> overrides = new ArrayList<>();

    private YamlSource(String file, ObjectNode tree, Map<String, Place> places) {
        this.file = file;
        this.tree = tree;
        this.places = places;
    }

    /**
     * Parses one document.
     *
     * @param file how to call the source in messages
     */
    static YamlSource parse(String file, String text) {
        try {
            List<JsonNode> documents;
            try (MappingIterator<JsonNode> all = YAML.readerFor(JsonNode.class).readValues(text)) {
                documents = all.readAll();
            }
            if (documents.size() != 1 || !(documents.getFirst() instanceof ObjectNode tree)) {
                throw new JobException("%s: expected is one YAML document with keys at the top, found are %d documents."
                        .formatted(file, documents.size()));
            }
            return new YamlSource(file, tree, places(text));
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            String place = at == null ? "" : ":%d:%d".formatted(at.getLineNr(), at.getColumnNr());
            throw new JobException(
                    "%s%s: not readable as YAML: %s.".formatted(file, place, firstLine(e.getOriginalMessage())), e);
        } catch (IOException e) {
            throw new JobException("%s: not readable as YAML: %s.".formatted(file, e.getMessage()), e);
        }
    }

    /** A value as YAML reads it, e.g. 20 as a number. */
    static JsonNode value(String text) {
        try {
            JsonNode value = YAML.readTree(text);
            return value.isMissingNode() ? NullNode.getInstance() : value;
        } catch (JsonProcessingException e) {
            throw new JobException("'%s' is not readable as a YAML value.".formatted(text), e);
        }
    }

    /** A value that the command line has set: what is wrong with it is not the file's fault. */
    void overridden(String pointer) {
        overrides.add(pointer);
    }

    ObjectNode tree() {
        return tree;
    }

    /** The start of a message about what is at a JSON pointer: file, line and column. */
    String at(String pointer) {
        for (String overridden : overrides) {
            if (pointer.equals(overridden) || pointer.startsWith(overridden + "/")) {
                return "--set " + overridden.substring(1).replace('/', '.');
            }
        }
        Place place = places.get(pointer);
        return place == null ? file : "%s:%d:%d".formatted(file, place.line(), place.column());
    }

    private static Map<String, Place> places(String text) throws IOException {
        Map<String, Place> places = new HashMap<>();
        try (JsonParser parser = YAML.createParser(text)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.END_OBJECT || token == JsonToken.END_ARRAY) {
                    continue;
                }
                String pointer = parser.getParsingContext().pathAsPointer().toString();
                Place place = Place.of(parser.currentTokenLocation());
                if (token == JsonToken.FIELD_NAME) {
                    places.put(pointer + "#key", place);
                } else {
                    places.putIfAbsent(pointer, place);
                }
            }
        }
        return places;
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse("").strip();
    }
}
