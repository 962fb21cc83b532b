package dev.lamarck.ledger;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.LedgerActivities.LedgerRecord;
import dev.lamarck.contract.LedgerActivities.TrialRecord;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.search.study.Scored;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.Trial;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Goes through a study again from its job and the events of its ledger alone, and compares: each decision and suggestion
 * with what the rules and the sampler say now, each recorded trial with what the event makes of it, the document with the
 * end. Needs no server.
 */
public final class Replay {

    private final LedgerAudit audit;
    private final Ledger ledger;

    public Replay(ArtifactStore store) {
        this.audit = new LedgerAudit(store);
        this.ledger = new Ledger(store);
    }

    /**
     * What was compared.
     *
     * @param trials that were started
     * @param decisions to train a trial that are as the rules say
     * @param suggestions that the sampler makes again
     * @param given suggestions that came from a person or an earlier study, as was asked for
     * @param notAudited suggestions of a sampler, or of a version of it, that is not at hand
     * @param ended whether the study's document was compared too
     * @param difference the first thing that is not as it should be; null if all agrees
     */
    public record Report(
            String study,
            int events,
            int trials,
            int decisions,
            int suggestions,
            int given,
            int notAudited,
            boolean ended,
            @Nullable String difference) {}

    /**
     * Replays a study.
     *
     * @throws UnknownStudyException if there is no such study
     */
    public Report of(String study) {
        StudyRequest job = ledger.job(study).orElseThrow(() -> new UnknownStudyException(study));
        Optional<StudyDocument> document = ledger.document(study);
        Retelling story = new Retelling(job);
        DecisionAudit decisions = new DecisionAudit(job.spec(), story.state());
        String difference = audit.verify(study).problem();
        if (difference == null) {
            difference = differenceOfEvents(study, story, decisions);
        }
        if (difference == null && document.isPresent()) {
            difference = differenceOfDocument(document.get(), story);
        }
        return new Report(
                study,
                story.events(),
                story.state().started(),
                decisions.decisions(),
                decisions.suggestions(),
                decisions.given(),
                decisions.notAudited(),
                document.isPresent(),
                difference);
    }

    private @Nullable String differenceOfEvents(String study, Retelling story, DecisionAudit decisions) {
        for (String key : ledger.segments(study)) {
            for (LedgerRecord next : ledger.records(key)) {
                String difference = difference(next, story, decisions);
                if (difference != null) {
                    return "Event %d (%s): %s".formatted(next.number(), name(next.event()), difference);
                }
            }
        }
        return null;
    }

    private static @Nullable String difference(LedgerRecord next, Retelling story, DecisionAudit decisions) {
        if (next.number() != story.events()) {
            return "it should be number %d.".formatted(story.events());
        }
        String objection = decisions.objection(next.event());
        if (objection != null) {
            return objection;
        }
        List<Trial> changed = story.apply(next);
        if (changed == null) {
            return "it cannot have happened to the study as it was then.";
        }
        List<Trial> recorded = next.changed().stream().map(TrialRecord::trial).toList();
        return changed.equals(recorded)
                ? null
                : "it makes %s; on record is %s.".formatted(text(changed), text(recorded));
    }

    private static @Nullable String differenceOfDocument(StudyDocument document, Retelling story) {
        Map<String, Integer> states = story.state().counts().entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
        if (!document.result().states().equals(states)) {
            return "study.json counts the trials as %s; the events say %s."
                    .formatted(document.result().states(), states);
        }
        if (!document.incumbents().equals(story.incumbents())) {
            return "study.json names the incumbents %s; the events say %s."
                    .formatted(document.incumbents(), story.incumbents());
        }
        WinnerResult winner = document.result().winner();
        List<Integer> finalists = story
                .state()
                .best(Math.max(1, document.spec().winner().top()))
                .stream()
                .map(Scored::trial)
                .toList();
        return winner == null || finalists.contains(winner.trial())
                ? null
                : "study.json names trial %d as the winner; the events make %s the finalists."
                        .formatted(winner.trial(), finalists);
    }

    private static String name(StudyEvent event) {
        String kind = event.getClass().getSimpleName();
        return event instanceof StudyEvent.OfTrial of ? "%s of trial %d".formatted(kind, of.trial()) : kind;
    }

    private static String text(List<Trial> trials) {
        return trials.isEmpty()
                ? "no change"
                : trials.stream()
                        .map(trial -> "trial %d %s at step %d with %s, %s"
                                .formatted(
                                        trial.id(),
                                        trial.state(),
                                        trial.progress().step(),
                                        trial.metrics(),
                                        trial.period()))
                        .collect(Collectors.joining("; "));
    }
}
