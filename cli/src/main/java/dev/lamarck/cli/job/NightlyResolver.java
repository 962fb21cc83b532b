package dev.lamarck.cli.job;

import dev.lamarck.contract.DataSource;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.Verdict;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Completes files of nightly selections: the job of the nights, defaults, what a schema cannot check. */
public final class NightlyResolver {

    /** A night's study is named after the selection and the time, which leaves this much of 63 characters. */
    private static final int LONGEST_NAME = 46;

    private static final Pattern CRON = Pattern.compile("\\S+( +\\S+){4}");
    private static final Pattern REFERENCE = Pattern.compile("(env:[A-Za-z_][A-Za-z0-9_]*|file:/.+)");
    private static final Duration LONGEST_JITTER = Duration.ofHours(12);
    /** The server's own limit. */
    private static final Duration SHORTEST_CATCH_UP = Duration.ofSeconds(10);

    private static final Duration LONGEST_CATCH_UP = Duration.ofDays(7);

    private final JobResolver jobs;

    public NightlyResolver(JobResolver jobs) {
        this.jobs = jobs;
    }

    /**
     * The complete selection.
     *
     * @param folder of the file: the study's job file lies there or below
     * @throws JobException if it makes no sense
     */
    public Nightly resolve(NightlyFile file, Path folder) {
        String name = JobResolver.name("name", file.name());
        if (name.length() > LONGEST_NAME) {
            throw new JobException("name is '%s'; a nightly selection has a name of %d characters at most."
                    .formatted(name, LONGEST_NAME));
        }
        NightlySpec.Timing timing = timing(file.schedule());
        GateSpec gate = gate(file.gate());
        List<NightlySpec.Notification> notifications = file.notifications() == null
                ? List.of()
                : file.notifications().stream()
                        .map(NightlyResolver::notification)
                        .toList();
        Path study = JobResolver.inside(folder, "study", file.study());
        JobFile job = JobReader.read(study, List.of());
        Job resolved = jobs.resolve(job.withBudget(file.budget()), study.resolveSibling(""));
        DataSource source = resolved.source();
        if (source == null || !resolved.spec().trainer().makesModels()) {
            throw new JobException(
                    "study: %s trains by '%s', whose winner is no model that a gate could compare. Nights need a preset that learns."
                            .formatted(file.study(), resolved.spec().trainer().name()));
        }
        NightlySpec spec = new NightlySpec(name, resolved.spec(), source, timing, gate, notifications);
        return new Nightly(spec, resolved);
    }

    private static NightlySpec.Timing timing(NightlyFile.Schedule schedule) {
        if (!CRON.matcher(schedule.cron()).matches()) {
            throw new JobException(
                    "schedule.cron is '%s'; expected are five fields, e.g. '0 2 * * *' for two o'clock each night."
                            .formatted(schedule.cron()));
        }
        String timezone = schedule.timezone() == null ? "UTC" : schedule.timezone();
        // The server knows names only, no offsets.
        if (!ZoneId.getAvailableZoneIds().contains(timezone)) {
            throw new JobException(
                    "schedule.timezone is '%s'; expected is a name like Europe/Berlin or UTC.".formatted(timezone));
        }
        return new NightlySpec.Timing(
                schedule.cron(),
                timezone,
                seconds("schedule.jitter", schedule.jitter(), "0s", Duration.ZERO, LONGEST_JITTER),
                schedule.overlap() == null
                        ? NightlyFile.Overlap.skip.name()
                        : schedule.overlap().name(),
                seconds("schedule.catchUp", schedule.catchUp(), "6h", SHORTEST_CATCH_UP, LONGEST_CATCH_UP),
                schedule.pauseOnFailure() == null || schedule.pauseOnFailure());
    }

    private static long seconds(String key, @Nullable String text, String absent, Duration least, Duration most) {
        return Durations.parse(key, text == null ? absent : text, least, most).toSeconds();
    }

    private static GateSpec gate(NightlyFile.@Nullable Gate gate) {
        GateSpec standard = GateSpec.standard();
        if (gate == null) {
            return standard;
        }
        try {
            return new GateSpec(
                    gate.metric() == null ? standard.metric() : gate.metric(),
                    gate.test() == null ? standard.test() : gate.test(),
                    gate.alpha() == null ? standard.alpha() : gate.alpha(),
                    gate.horizon() == null ? standard.horizon() : gate.horizon(),
                    gate.minEffect() == null ? standard.minEffect() : gate.minEffect(),
                    gate.guardrails() == null
                            ? standard.guardrails()
                            : gate.guardrails().stream()
                                    .map(rail -> new GateSpec.Guardrail(rail.metric(), rail.maxDrop(), rail.max()))
                                    .toList());
        } catch (IllegalArgumentException e) {
            throw new JobException("gate: " + e.getMessage(), e);
        }
    }

    private static NightlySpec.Notification notification(NightlyFile.Notify notify) {
        reference("notify.webhook", notify.webhook());
        if (notify.secret() != null) {
            reference("notify.secret", notify.secret());
        }
        if (notify.on() != null && notify.on().isEmpty()) {
            throw new JobException("notify.on is empty; name verdicts, or leave it out to hear of all.");
        }
        return new NightlySpec.Notification(
                notify.on() == null ? List.of(Verdict.values()) : notify.on(), notify.webhook(), notify.secret());
    }

    /** The value is not shown: whoever writes the address itself has written a secret. */
    private static void reference(String key, String text) {
        if (!REFERENCE.matcher(text).matches()) {
            throw new JobException(
                    "%s: expected is env:NAME or file:/PATH, which the engine looks up; an address in the file itself would be kept in histories."
                            .formatted(key));
        }
    }
}
