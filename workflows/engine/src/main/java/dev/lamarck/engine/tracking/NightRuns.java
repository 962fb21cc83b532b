package dev.lamarck.engine.tracking;

import dev.lamarck.contract.Comparison;
import dev.lamarck.contract.Judgement;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.TrackingActivities.OpenNightRequest;
import dev.lamarck.contract.TrackingActivities.ParentRun;
import dev.lamarck.contract.Verdict;
import dev.lamarck.engine.tracking.MlflowRuns.Run;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.SliceReports.Point;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Nights as MLflow runs: one a night, in the experiment of their selection; the night's study has the same run. */
final class NightRuns {

    private final MlflowApi api;
    private final MlflowRuns runs;
    private final Ledger ledger;

    NightRuns(MlflowApi api, Ledger ledger) {
        this.api = api;
        this.runs = new MlflowRuns(api);
        this.ledger = ledger;
    }

    ParentRun open(OpenNightRequest request, Map<String, String> tags) {
        String experiment = experiment(request.nightly());
        return new ParentRun(experiment, run(request, experiment, tags).id());
    }

    /** Ends the run of a night, which is made anew if MLflow has lost it. */
    void close(NightDocument night, Map<String, String> common) {
        OpenNightRequest opening = new OpenNightRequest(night.nightly(), night.night(), night.startedMillis());
        Run run = run(opening, experiment(night.nightly()), common);
        Map<String, String> tags = new LinkedHashMap<>();
        tags.put("lamarck.verdict", night.verdict().name());
        tags.put("lamarck.reason", night.reason());
        tags.put("mlflow.note.content", note(night));
        if (night.champion() != null) {
            tags.put("lamarck.champion", night.champion());
        }
        if (night.challenger() != null) {
            tags.put("lamarck.challenger", night.challenger());
        }
        runs.log(run.id(), Map.of(), points(night), tags);
        api.upload(run.artifactUri(), "night.json", Payloads.text(night).getBytes(StandardCharsets.UTF_8));
        boolean broken = night.verdict() == Verdict.ABORTED || night.verdict() == Verdict.FAILED;
        runs.update(run.id(), broken ? RunStatus.FAILED : RunStatus.FINISHED, night.endedMillis());
    }

    private String experiment(String nightly) {
        return runs.experiment(nightly, Map.of(Tags.NIGHTLY, nightly));
    }

    private Run run(OpenNightRequest request, String experiment, Map<String, String> tags) {
        Map<String, String> all = new LinkedHashMap<>(tags);
        all.put(Tags.NIGHTLY, request.nightly());
        return runs.findOrCreate(
                experiment, Tags.night(request.night()), request.night(), request.startedMillis(), all);
    }

    private static List<Point> points(NightDocument night) {
        List<Point> points = new ArrayList<>();
        long time = night.endedMillis();
        Judgement judgement = night.judgement();
        if (judgement != null) {
            points.add(new Point("gate/p_value", judgement.pValue(), time, 0));
            points.add(new Point("gate/threshold", judgement.threshold(), time, 0));
            points.add(new Point("gate/effect", judgement.effect(), time, 0));
        }
        Comparison comparison = night.comparison();
        if (comparison != null) {
            points.add(new Point("gate/rows", comparison.rows(), time, 0));
            points.add(new Point("gate/rows_left_out", comparison.rowsLeftOut(), time, 0));
            points.add(new Point("gate/champion_only", comparison.championOnly(), time, 0));
            points.add(new Point("gate/challenger_only", comparison.challengerOnly(), time, 0));
            comparison
                    .champion()
                    .forEach((name, value) -> points.add(new Point("gate/champion_" + name, value, time, 0)));
            comparison
                    .challenger()
                    .forEach((name, value) -> points.add(new Point("gate/challenger_" + name, value, time, 0)));
        }
        return points;
    }

    private String note(NightDocument night) {
        StringBuilder note = new StringBuilder();
        note.append("## %s\n\n%s\n\n".formatted(night.verdict(), night.reason()));
        Comparison comparison = night.comparison();
        if (comparison != null) {
            note.append("| on the same %,d held-out rows | champion %s | challenger %s |\n|---|---|---|\n"
                    .formatted(comparison.rows(), night.champion(), night.challenger()));
            comparison
                    .champion()
                    .forEach((name, value) -> note.append(String.format(
                            Locale.ROOT,
                            "| %s | %.4f | %.4f |\n",
                            name,
                            value,
                            comparison.challenger().getOrDefault(name, Double.NaN))));
            note.append("| rows only this one has right | %d | %d |\n\n"
                    .formatted(comparison.championOnly(), comparison.challengerOnly()));
        }
        Optional<StudyDocument> study = ledger.document(night.night());
        study.ifPresent(document -> note.append(new StudyNote(document).markdown()));
        return note.toString();
    }
}
