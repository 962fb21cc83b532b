package dev.lamarck.cli.night;

import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.NightlySpec;
import dev.lamarck.contract.Verdict;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Nightly selections and their nights as text. */
public final class NightText {

    public static final List<String> HEAD = List.of("night", "verdict", "champion", "challenger", "p-value", "reason");

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm z");

    private NightText() {}

    /** What a verdict means to a shell. */
    public static int exitCode(Verdict verdict) {
        return switch (verdict) {
            case PROMOTED -> ExitCode.OK;
            case KEPT, BLOCKED -> ExitCode.REFUSED;
            case ABORTED, FAILED -> ExitCode.FAILURE;
        };
    }

    /** A moment as people at the selection's place say it. */
    public static String time(Instant moment, NightlySpec spec) {
        return TIME.format(moment.atZone(ZoneId.of(spec.timing().timezone())));
    }

    /** A selection in a few words, for JSON; a new map that more can be added to. */
    public static Map<String, @Nullable Object> summary(Nightlies.Standing standing, Optional<NightDocument> last) {
        NightlySpec spec = standing.spec();
        Map<String, @Nullable Object> summary = new LinkedHashMap<>();
        summary.put("nightly", spec.name());
        summary.put("state", standing.paused() ? "paused" : "active");
        summary.put("note", standing.note());
        summary.put("cron", spec.timing().cron());
        summary.put("timezone", spec.timing().timezone());
        summary.put("next", standing.next().stream().map(Instant::toString).toList());
        summary.put("running", standing.running().orElse(null));
        summary.put("last", last.map(night -> night.verdict().name()).orElse(null));
        return summary;
    }

    /** A line of the list. */
    public static List<String> row(Map<String, @Nullable Object> summary) {
        boolean paused = "paused".equals(summary.get("state"));
        List<?> next = (List<?>) java.util.Objects.requireNonNull(summary.get("next"));
        return List.of(
                String.valueOf(summary.get("nightly")),
                String.valueOf(summary.get("state")),
                "%s %s".formatted(summary.get("cron"), summary.get("timezone")),
                paused || next.isEmpty() ? "" : String.valueOf(next.getFirst()),
                summary.get("last") == null ? "" : String.valueOf(summary.get("last")));
    }

    public static List<String> describe(
            Nightlies.Standing standing, @Nullable String phase, List<NightDocument> nights) {
        NightlySpec spec = standing.spec();
        GateSpec gate = spec.gate();
        List<String> lines = new ArrayList<>();
        lines.add("nightly    %s, %s%s"
                .formatted(
                        spec.name(),
                        standing.paused() ? "paused" : "active",
                        standing.note().isBlank() ? "" : " (" + standing.note() + ")"));
        lines.add("schedule   %s, %s"
                .formatted(spec.timing().cron(), spec.timing().timezone()));
        lines.add("next       "
                + standing.next().stream().map(next -> time(next, spec)).collect(Collectors.joining(", ")));
        lines.add("study      %s on %s, %d trials, model %s"
                .formatted(
                        spec.study().trainer().name(),
                        spec.study().data().name(),
                        spec.study().budget().trials(),
                        spec.study().model()));
        lines.add("gate       %s by %s, alpha %s over %d nights (%.3g a night), gain of at least %s"
                .formatted(
                        gate.metric(),
                        gate.test(),
                        gate.alpha(),
                        gate.horizon(),
                        gate.alpha() / gate.horizon(),
                        gate.minEffect()));
        gate.guardrails().forEach(rail -> lines.add("guardrail  " + guardrail(rail)));
        standing.running().ifPresent(id -> lines.add("running    %s: %s".formatted(id, phase)));
        nights.forEach(
                night -> lines.add("night      %s %s: %s".formatted(night.night(), night.verdict(), night.reason())));
        return lines;
    }

    /** A line of the history. */
    public static List<String> night(NightDocument night) {
        return List.of(
                night.night(),
                night.verdict().name(),
                night.champion() == null ? "" : night.champion(),
                night.challenger() == null ? "" : night.challenger(),
                night.judgement() == null
                        ? ""
                        : "%.3g".formatted(night.judgement().pValue()),
                night.reason());
    }

    private static String guardrail(GateSpec.Guardrail rail) {
        return rail.maxDrop() == null
                ? "%s at most %s".formatted(rail.metric(), rail.max())
                : "%s falls by at most %s".formatted(rail.metric(), rail.maxDrop());
    }
}
