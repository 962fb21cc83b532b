package dev.lamarck.contract;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A complete nightly selection: when, what is searched, how the night decides, who hears of it.
 *
 * @param study the job of each night; its data is that of the day when the selection was made
 * @param source from which the data is read anew each night
 */
public record NightlySpec(
        String name,
        StudySpec study,
        DataSource source,
        Timing timing,
        GateSpec gate,
        List<Notification> notifications) {

    /**
     * When it runs.
     *
     * @param cron five fields: minute, hour, day of the month, month, day of the week
     * @param timezone an IANA name, e.g. Europe/Berlin
     * @param overlap what happens if a night is not over when the next is due: skip or buffer
     * @param catchUpSeconds how late a missed night may begin
     * @param pauseOnFailure whether a night that FAILED pauses the schedule
     */
    public record Timing(
            String cron,
            String timezone,
            long jitterSeconds,
            String overlap,
            long catchUpSeconds,
            boolean pauseOnFailure) {}

    /**
     * Who hears of verdicts.
     *
     * @param webhook where the address is found: env:NAME or file:PATH, as the engine sees it; never the address itself
     * @param secret where the key of the signature is found, in the same form; null for none
     */
    public record Notification(
            List<Verdict> on, String webhook, @Nullable String secret) {

        public Notification {
            on = List.copyOf(on);
        }
    }

    public NightlySpec {
        notifications = List.copyOf(notifications);
    }
}
