package dev.lamarck.search.space;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A value for each active parameter of a space, in the order of the space. Two configurations are equal if they give
 * the same parameters the same values; {@link #hash} is stable over processes and machines.
 */
public record Configuration(Map<String, Object> values) {

    public static final Configuration EMPTY = new Configuration(Map.of());

    public Configuration {
        Map<String, Object> copy = new LinkedHashMap<>();
        values.forEach((name, value) -> copy.put(name, canonical(value)));
        values = Collections.unmodifiableMap(copy);
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** The number that a parameter has. */
    public double number(String name) {
        if (required(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new SearchSpaceException("Parameter '%s' is %s, not a number.".formatted(name, values.get(name)));
    }

    public double number(String name, double absent) {
        return has(name) ? number(name) : absent;
    }

    public int integer(String name) {
        return Math.toIntExact(Math.round(number(name)));
    }

    public int integer(String name, int absent) {
        return has(name) ? integer(name) : absent;
    }

    public String text(String name) {
        return required(name).toString();
    }

    public String text(String name, String absent) {
        return has(name) ? text(name) : absent;
    }

    public boolean flag(String name, boolean absent) {
        return has(name) ? Boolean.TRUE.equals(values.get(name)) : absent;
    }

    /** The first eight bytes of the SHA-256 of the sorted {@code name=value} lines: what "the same configuration" means. */
    public long hash() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(values)
                .forEach((name, value) -> text.append(name)
                        .append('=')
                        .append(value.getClass().getSimpleName())
                        .append(':')
                        .append(value)
                        .append('\n'));
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.fromHexDigitsToLong(HexFormat.of().formatHex(digest, 0, Long.BYTES));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** Whole numbers as Long, other numbers as Double, strings and booleans as they are. */
    static Object canonical(@Nullable Object value) {
        return switch (value) {
            case Integer number -> number.longValue();
            case Long number -> number;
            case Float number -> number.doubleValue();
            case Double number -> number;
            case String text -> text;
            case Boolean flag -> flag;
            case null, default ->
                throw new SearchSpaceException(
                        "A parameter's value must be a number, a string or a boolean, not %s.".formatted(value));
        };
    }

    private Object required(String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new SearchSpaceException(
                    "The configuration has no parameter '%s'; it has %s.".formatted(name, values.keySet()));
        }
        return value;
    }
}
