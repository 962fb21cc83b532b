package dev.lamarck.engine.night;

import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Judgement;
import dev.lamarck.contract.NightActivities;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.engine.gate.Gate;
import dev.lamarck.ledger.Ledger;
import dev.lamarck.ledger.LedgerException;
import dev.lamarck.ledger.Nights;
import dev.lamarck.ledger.SearchInsights;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.space.SearchSpaceException;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads earlier nights from the store, judges, and keeps the record of this one. */
public final class NightActivitiesImpl implements NightActivities {

    private static final int MOST_WARM = 5;

    private final Ledger ledger;
    private final Nights nights;
    private final MeterRegistry metrics;

    /** Activities that count the verdicts that they keep. */
    public NightActivitiesImpl(ArtifactStore store, MeterRegistry metrics) {
        this.metrics = metrics;
        this.ledger = new Ledger(store);
        this.nights = new Nights(store);
    }

    @Override
    public WarmStart warmStart(WarmStartRequest request) {
        for (NightDocument night : nights.of(request.nightly())) {
            Optional<StudyDocument> study = ledger.document(night.night());
            if (study.isPresent() && study.get().result().winner() != null) {
                return new WarmStart(best(study.get(), request.space()));
            }
        }
        return new WarmStart(List.of());
    }

    @Override
    public Judgement judge(JudgeRequest request) {
        return new Gate(request.gate()).judge(request.comparison());
    }

    @Override
    public void keep(NightDocument document) {
        if (nights.keep(document)) {
            metrics.counter("lamarck.verdicts", "verdict", document.verdict().name())
                    .increment();
        }
    }

    /** The winner, then the best of the search. */
    private List<Configuration> best(StudyDocument study, SearchSpace space) {
        WinnerResult winner = study.result().winner();
        if (winner == null) {
            throw new LedgerException(
                    "Study %s has no winner".formatted(study.spec().name()));
        }
        Set<Configuration> candidates = new LinkedHashSet<>(List.of(winner.configuration()));
        candidates.addAll(SearchInsights.bestFirst(
                study.spec(),
                ledger.trials(study.spec().name()).values().stream()
                        .map(found -> found.trial())
                        .toList()));
        List<Configuration> allowed = new ArrayList<>();
        for (Configuration candidate : candidates) {
            allowed(candidate, space).ifPresent(allowed::add);
        }
        return allowed.stream().limit(MOST_WARM).toList();
    }

    /** The space of the selection may have changed since. */
    private static Optional<Configuration> allowed(Configuration configuration, SearchSpace space) {
        try {
            return Optional.of(space.check(configuration.values()));
        } catch (SearchSpaceException e) {
            return Optional.empty();
        }
    }
}
