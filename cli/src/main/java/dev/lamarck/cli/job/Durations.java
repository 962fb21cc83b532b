package dev.lamarck.cli.job;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as people write them: 90s, 5m, 6h, 1d. */
final class Durations {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(s|m|h|d)");

    private Durations() {}

    /**
     * The duration.
     *
     * @param key of the job file, for the message
     * @throws JobException if the text is none, or it is not from {@code least} to {@code most}
     */
    static Duration parse(String key, String text, Duration least, Duration most) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new JobException(
                    "%s is '%s'; expected is a number with s, m, h or d, e.g. 90s or 6h.".formatted(key, text));
        }
        long number = Long.parseLong(matcher.group(1));
        Duration duration = switch (matcher.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
        if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new JobException(
                    "%s is '%s'; expected is from %s to %s.".formatted(key, text, text(least), text(most)));
        }
        return duration;
    }

    /** The shortest form of a duration of whole seconds. */
    static String text(Duration duration) {
        long seconds = duration.toSeconds();
        if (seconds == 0 || seconds % 60 != 0) {
            return seconds + "s";
        }
        if (seconds % 3600 != 0) {
            return seconds / 60 + "m";
        }
        return seconds % 86_400 != 0 ? seconds / 3600 + "h" : seconds / 86_400 + "d";
    }
}
