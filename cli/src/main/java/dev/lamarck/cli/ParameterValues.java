package dev.lamarck.cli;

import java.util.LinkedHashMap;
import java.util.Map;

/** Values of parameters as they stand on a command line. */
final class ParameterValues {

    private ParameterValues() {}

    /** true, false, whole numbers, numbers; anything else is a text. */
    static Map<String, Object> parse(Map<String, String> texts) {
        Map<String, Object> values = new LinkedHashMap<>();
        texts.forEach((name, text) -> values.put(name, parse(text)));
        return values;
    }

    private static Object parse(String text) {
        if (text.equals("true") || text.equals("false")) {
            return Boolean.valueOf(text);
        }
        try {
            return text.matches("-?[0-9]{1,18}") ? (Object) Long.valueOf(text) : (Object) Double.valueOf(text);
        } catch (NumberFormatException e) {
            return text;
        }
    }
}
