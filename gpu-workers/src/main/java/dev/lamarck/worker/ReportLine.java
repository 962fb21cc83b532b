package dev.lamarck.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lamarck.search.study.FailureClass;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** What the lines of a report may say, one after the other. */
final class ReportLine {

    private static final JsonMapper JSON = JsonMapper.builder()
            // So that a NaN is told from a mistake: Python writes it like this.
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private static final int MOST_METRICS = 200;
    private static final String NAME = "[A-Za-z0-9_./-]{1,100}";
    private static final int MOST_QUOTED = 200;

    private final boolean strict;
    private final int to;
    private final LongSupplier millis;
    private int step;
    private int measured;
    private Map<String, Double> metrics = Map.of();

    private ReportLine(boolean strict, int after, int to, LongSupplier millis) {
        this.strict = strict;
        this.step = after;
        this.to = to;
        this.millis = millis;
    }

    /** Of a built-in trainer, which may measure what is not finite: that is judged later. */
    static ReportLine builtIn(int after) {
        return new ReportLine(false, after, Integer.MAX_VALUE, System::currentTimeMillis);
    }

    /**
     * Of a command, which may say anything.
     *
     * @param after the steps done before
     * @param to the last step that it may report
     * @param millis the time of day, for lines without a time
     */
    static ReportLine command(int after, int to, LongSupplier millis) {
        return new ReportLine(true, after, to, millis);
    }

    /** The last step that is done. */
    int step() {
        return step;
    }

    /** Whether there are metrics of that step. */
    boolean isMeasured() {
        return measured == step && !metrics.isEmpty();
    }

    Map<String, Double> metrics() {
        return metrics;
    }

    static boolean ends(JsonNode line) {
        return line.has("done") || line.has("yielded") || line.has("failed");
    }

    /**
     * Takes the next line.
     *
     * @return the line with its time
     * @throws ReportException with a message to go on after "Line 3 of the report"
     */
    JsonNode accept(String text) throws ReportException {
        if (!(parse(text) instanceof ObjectNode line)) {
            throw wrong("is not a JSON object: %s".formatted(quote(text)));
        }
        if (line.has("metrics")) {
            measured(line, text);
        } else if (ends(line)) {
            ended(line, text);
        }
        if (!line.path("time").isIntegralNumber()) {
            line.put("time", millis.getAsLong());
        }
        return line;
    }

    private static JsonNode parse(String text) throws ReportException {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw wrong("is not JSON (%s): %s".formatted(e.getOriginalMessage(), quote(text)));
        }
    }

    private void measured(JsonNode line, String text) throws ReportException {
        JsonNode at = line.path("step");
        if (!at.canConvertToInt() || !at.isIntegralNumber()) {
            throw wrong("has metrics, but no whole number as \"step\": %s".formatted(quote(text)));
        }
        if (strict && (at.asInt() < step || at.asInt() > to || at.asInt() < 1)) {
            throw wrong("is about step %d after step %d of %d; steps count from 1 and never decrease"
                    .formatted(at.asInt(), step, to));
        }
        if (!line.path("metrics").isObject() || line.path("metrics").size() > MOST_METRICS) {
            throw wrong(
                    "needs an object of at most %d numbers as \"metrics\": %s".formatted(MOST_METRICS, quote(text)));
        }
        // What is told of one step in several lines belongs together.
        Map<String, Double> values = at.asInt() == step ? new TreeMap<>(metrics) : new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : line.path("metrics").properties()) {
            values.put(entry.getKey(), number(at.asInt(), entry.getKey(), entry.getValue()));
        }
        step = at.asInt();
        measured = step;
        metrics = values;
    }

    private double number(int at, String name, JsonNode value) throws ReportException {
        if (!strict) {
            return value.isTextual() ? Double.parseDouble(value.asText()) : value.asDouble();
        }
        if (!name.matches(NAME)) {
            throw wrong("has a metric named '%s'; use letters, digits and _ . / -, 100 at most".formatted(quote(name)));
        }
        if (!value.isNumber()) {
            throw wrong("has %s as the value of metric '%s', which is to be a number".formatted(value, name));
        }
        if (!Double.isFinite(value.asDouble())) {
            throw new ReportException(
                    FailureClass.DIVERGED, "has %s as the value of metric '%s' at step %d".formatted(value, name, at));
        }
        return value.asDouble();
    }

    private void ended(JsonNode line, String text) throws ReportException {
        if (!strict) {
            return;
        }
        if (line.has("failed") && !isFailureClass(line.path("failed").asText())) {
            throw wrong("names a class of failure that there is not: %s".formatted(quote(text)));
        }
        if (line.has("yielded")) {
            int at = line.path("step").asInt(step);
            if (at < step || at > to) {
                throw wrong("yields at step %d after step %d of %d".formatted(at, step, to));
            }
            step = at;
        }
    }

    private static boolean isFailureClass(String name) {
        for (FailureClass failure : FailureClass.values()) {
            if (failure.name().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static ReportException wrong(String message) {
        return new ReportException(FailureClass.USER_CODE, message);
    }

    private static String quote(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= MOST_QUOTED ? line : line.substring(0, MOST_QUOTED) + " …";
    }
}
