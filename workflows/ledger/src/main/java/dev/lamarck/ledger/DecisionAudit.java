package dev.lamarck.ledger;

import dev.lamarck.contract.StudySpec;
import dev.lamarck.search.sampler.Sampler;
import dev.lamarck.search.sampler.Samplers;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.study.Decision;
import dev.lamarck.search.study.StudyEvent;
import dev.lamarck.search.study.StudyState;
import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import dev.lamarck.search.study.Trial;
import dev.lamarck.search.study.TrialState;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether what a study decided is what its rules, and its sampler, say. Sees each event before it is applied.
 *
 * <p>While a sampler thinks, a person may tell the study something. So a suggestion may follow from what the study looked
 * like before the commands that stand right before it.
 */
final class DecisionAudit {

    private final StudySpec spec;
    private final StudyState state;
    private final List<StudyView> beforeCommands = new ArrayList<>();
    private int decisions;
    private int suggestions;
    private int given;
    private int notAudited;
    private boolean atHand = true;

    DecisionAudit(StudySpec spec, StudyState state) {
        this.spec = spec;
        this.state = state;
    }

    /** Why the event is not what the study would have done; null if it is, or is not the study's to decide. */
    @Nullable
    String objection(StudyEvent event) {
        String objection = switch (event) {
            case StudyEvent.Dispatched dispatched -> objection(dispatched);
            case StudyEvent.Suggested suggested -> objection(suggested);
            case StudyEvent.Exhausted _ -> exhaustion();
            default -> null;
        };
        if (isCommand(event)) {
            beforeCommands.add(state.view());
        } else {
            beforeCommands.clear();
        }
        return objection;
    }

    int decisions() {
        return decisions;
    }

    int suggestions() {
        return suggestions;
    }

    int given() {
        return given;
    }

    int notAudited() {
        return notAudited;
    }

    private @Nullable String objection(StudyEvent.Dispatched event) {
        Decision decision = state.decide();
        boolean decided = decision instanceof Decision.Train(Trial trial, int rung)
                && trial.id() == event.trial()
                && rung == event.rung();
        if (!decided && !goesOn(event)) {
            return "it begins rung %d; the rules say %s.".formatted(event.rung() + 1, text(decision));
        }
        decisions++;
        return null;
    }

    /** In a study that repeats exactly, a rung that has begun goes on before anything else. */
    private boolean goesOn(StudyEvent.Dispatched event) {
        Trial trial = state.trial(event.trial());
        return spec.execution().deterministic()
                && trial != null
                && trial.state() == TrialState.PENDING
                && trial.progress().dispatches() > 0
                && trial.progress().rung() == event.rung();
    }

    private @Nullable String objection(StudyEvent.Suggested event) {
        if (beforeCommands.isEmpty() && !(state.decide() instanceof Decision.Suggest)) {
            return "it begins a trial; the rules say %s.".formatted(text(state.decide()));
        }
        if (event.sampler() == 0) {
            return givenObjection(event);
        }
        Sampler sampler = sampler();
        atHand = sampler != null && sampler.version() == event.sampler();
        if (sampler == null || !atHand) {
            notAudited++;
            return null;
        }
        List<StudyView> views = new ArrayList<>(beforeCommands);
        views.add(state.view());
        for (StudyView view : views) {
            if (event.suggestion().equals(proposal(sampler, view, event.trial()))) {
                suggestions++;
                return null;
            }
        }
        return "the sampler suggests %s; on record is %s."
                .formatted(proposal(sampler, state.view(), event.trial()), event.suggestion());
    }

    private @Nullable String givenObjection(StudyEvent.Suggested event) {
        Configuration configuration = event.suggestion().configuration();
        StudyEvent.Enqueued enqueued = state.nextEnqueued();
        boolean asked = enqueued != null && enqueued.configuration().equals(configuration);
        boolean warm = event.trial() < spec.warmStart().size()
                && spec.warmStart().get(event.trial()).equals(configuration);
        if (!asked && !warm) {
            return "nobody asked for its configuration and no sampler is named.";
        }
        given++;
        return null;
    }

    private @Nullable String exhaustion() {
        Sampler sampler = sampler();
        if (sampler == null || !atHand || !beforeCommands.isEmpty()) {
            return null;
        }
        Suggestion more = proposal(sampler, state.view(), state.started());
        return more == null ? null : "the sampler found nothing more; it suggests %s.".formatted(more);
    }

    private @Nullable Suggestion proposal(Sampler sampler, StudyView view, int trial) {
        return state.propose(
                attempt -> sampler.suggest(view, trial, spec.sampler().seed(), attempt));
    }

    private @Nullable Sampler sampler() {
        String name = spec.sampler().name();
        return Samplers.names().contains(name) ? Samplers.get(name) : null;
    }

    private static boolean isCommand(StudyEvent event) {
        return switch (event) {
            case StudyEvent.Paused _,
                    StudyEvent.Resumed _,
                    StudyEvent.Stopped _,
                    StudyEvent.BudgetSet _,
                    StudyEvent.SpaceChanged _,
                    StudyEvent.Enqueued _,
                    StudyEvent.TrialPruned _,
                    StudyEvent.TrialRetried _ -> true;
            case StudyEvent.Dispatched _,
                    StudyEvent.Suggested _,
                    StudyEvent.Exhausted _,
                    StudyEvent.Result _,
                    StudyEvent.TimeUp _,
                    StudyEvent.Ended _ -> false;
        };
    }

    private static String text(Decision decision) {
        return switch (decision) {
            case Decision.Train(Trial trial, int rung) -> "trial %d, rung %d".formatted(trial.id(), rung + 1);
            case Decision.Suggest(int trial) -> "suggest trial %d".formatted(trial);
            case Decision.Await(String reason) -> "wait: " + reason;
            case Decision.Finish _ -> "the search is over";
        };
    }
}
