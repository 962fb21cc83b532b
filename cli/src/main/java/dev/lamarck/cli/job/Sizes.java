package dev.lamarck.cli.job;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of data as people write them: 500MB, 20GB; a kB has 1,000 bytes. */
final class Sizes {

    private static final Pattern FORM = Pattern.compile("([0-9]{1,6})(KB|MB|GB|TB)");
    private static final long THOUSAND = 1_000;

    private Sizes() {}

    /**
     * The size in bytes.
     *
     * @param key of the job file, for the message
     * @throws JobException if the text is none, or it is below {@code leastBytes}
     */
    static long parse(String key, String text, long leastBytes) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new JobException("%s is '%s'; expected is a whole number with KB, MB, GB or TB, e.g. 500MB or 20GB."
                    .formatted(key, text));
        }
        long bytes = Long.parseLong(matcher.group(1)) * unit(matcher.group(2));
        if (bytes < leastBytes) {
            throw new JobException("%s is '%s'; expected is at least %s.".formatted(key, text, text(leastBytes)));
        }
        return bytes;
    }

    /** A size in the largest unit that leaves at least one; rounded. */
    static String text(long bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= THOUSAND && unit < units.length - 1) {
            value /= THOUSAND;
            unit++;
        }
        return "%.0f%s".formatted(value, units[unit]);
    }

    private static long unit(String name) {
        return switch (name) {
            case "KB" -> THOUSAND;
            case "MB" -> THOUSAND * THOUSAND;
            case "GB" -> THOUSAND * THOUSAND * THOUSAND;
            default -> THOUSAND * THOUSAND * THOUSAND * THOUSAND;
        };
    }
}
