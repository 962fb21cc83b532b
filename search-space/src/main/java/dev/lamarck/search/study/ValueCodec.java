package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.space.CategoricalParameter;
import dev.lamarck.search.space.Condition;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.FloatParameter;
import dev.lamarck.search.space.IntParameter;
import dev.lamarck.search.space.Parameter;
import dev.lamarck.search.space.SearchSpace;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The binary form of spaces and configurations. */
final class ValueCodec {

    private enum Kind {
        WHOLE,
        REAL,
        TEXT,
        FLAG,
        CHOICE,
        ONE_OF,
        BETWEEN
    }

    private ValueCodec() {}

    static void write(BinaryWriter out, Configuration configuration) {
        out.all(configuration.values().entrySet(), entry -> {
            out.name(entry.getKey());
            value(out, entry.getValue());
        });
    }

    static Configuration configuration(BinaryReader in) {
        Map<String, Object> values = new LinkedHashMap<>();
        in.all(() -> {
            String name = in.name();
            values.put(name, value(in));
            return name;
        });
        return new Configuration(values);
    }

    static void write(BinaryWriter out, SearchSpace space) {
        out.all(space.declared(), parameter -> {
            switch (parameter) {
                case FloatParameter real -> {
                    kind(out, Kind.REAL);
                    out.real(real.low());
                    out.real(real.high());
                    out.flag(real.log());
                }
                case IntParameter whole -> {
                    kind(out, Kind.WHOLE);
                    out.number(whole.low());
                    out.number(whole.high());
                    out.flag(whole.log());
                }
                case CategoricalParameter choice -> {
                    kind(out, Kind.CHOICE);
                    out.all(choice.choices(), value -> value(out, value));
                }
            }
            out.name(parameter.name());
            out.maybe(parameter.when(), when -> write(out, when));
            out.maybe(parameter.repeat(), out::name);
        });
    }

    static SearchSpace space(BinaryReader in) {
        return SearchSpace.of(in.all(() -> parameter(in)));
    }

    private static Parameter parameter(BinaryReader in) {
        Kind kind = kind(in);
        return switch (kind) {
            case REAL -> {
                double low = in.real();
                double high = in.real();
                boolean log = in.flag();
                yield new FloatParameter(in.name(), low, high, log, when(in), in.maybe(in::name));
            }
            case WHOLE -> {
                long low = in.number();
                long high = in.number();
                boolean log = in.flag();
                yield new IntParameter(in.name(), low, high, log, when(in), in.maybe(in::name));
            }
            case CHOICE -> {
                var choices = in.all(() -> value(in));
                yield new CategoricalParameter(in.name(), choices, when(in), in.maybe(in::name));
            }
            case TEXT, FLAG, ONE_OF, BETWEEN -> throw new IllegalArgumentException(kind + " is no parameter");
        };
    }

    private static void write(BinaryWriter out, Condition condition) {
        out.all(condition.requirements().entrySet(), entry -> {
            out.name(entry.getKey());
            switch (entry.getValue()) {
                case Condition.OneOf oneOf -> {
                    kind(out, Kind.ONE_OF);
                    out.all(oneOf.values(), value -> value(out, value));
                }
                case Condition.Between between -> {
                    kind(out, Kind.BETWEEN);
                    out.real(between.min());
                    out.real(between.max());
                }
            }
        });
    }

    private static @Nullable Condition when(BinaryReader in) {
        return in.maybe(() -> {
            Map<String, Condition.Requirement> requirements = new LinkedHashMap<>();
            in.all(() -> {
                String name = in.name();
                requirements.put(
                        name,
                        kind(in) == Kind.ONE_OF
                                ? new Condition.OneOf(in.all(() -> value(in)))
                                : new Condition.Between(in.real(), in.real()));
                return name;
            });
            return new Condition(requirements);
        });
    }

    private static void value(BinaryWriter out, Object value) {
        switch (value) {
            case Long whole -> {
                kind(out, Kind.WHOLE);
                out.number(whole);
            }
            case Double real -> {
                kind(out, Kind.REAL);
                out.real(real);
            }
            case Boolean flag -> {
                kind(out, Kind.FLAG);
                out.flag(flag);
            }
            default -> {
                kind(out, Kind.TEXT);
                out.name(value.toString());
            }
        }
    }

    private static Object value(BinaryReader in) {
        Kind kind = kind(in);
        return switch (kind) {
            case WHOLE -> in.number();
            case REAL -> in.real();
            case FLAG -> in.flag();
            case TEXT -> in.name();
            case CHOICE, ONE_OF, BETWEEN -> throw new IllegalArgumentException(kind + " is no value");
        };
    }

    private static void kind(BinaryWriter out, Kind kind) {
        out.name(kind.name());
    }

    private static Kind kind(BinaryReader in) {
        return Kind.valueOf(in.name());
    }
}
