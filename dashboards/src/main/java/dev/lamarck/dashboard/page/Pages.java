package dev.lamarck.dashboard.page;

import dev.lamarck.artifacts.ArtifactFolder;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.Explanation;
import dev.lamarck.contract.Identity;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.Payloads;
import dev.lamarck.contract.WinnerResult;
import dev.lamarck.ledger.StudyReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages as they are now. What is written once is read once. Safe for several threads. */
public final class Pages {

    private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

    private static final Duration WORKERS = Duration.ofSeconds(2);
    private static final int MOST_NIGHTS = 2_000;
    private static final int MOST_STANDINGS = 1_000;

    private final ArtifactStore store;
    private final StudyRecords records;
    private final Slices slices;
    private final Timed<List<WorkerLine>> workers;
    private final Recent<String, Optional<NightDocument>> nights = new Recent<>(MOST_NIGHTS);
    private final Recent<String, Known> standings = new Recent<>(MOST_STANDINGS);

    /** A standing and the state of which it tells. */
    private record Known(StudyState state, Standing standing) {}

    /**
     * Pages over a store.
     *
     * @param workers who polls for work now; engines are left out
     */
    public Pages(ArtifactStore store, StudyReader reader, Supplier<List<Identity>> workers) {
        this(store, reader, workers, Clock.systemUTC());
    }

    Pages(ArtifactStore store, StudyReader reader, Supplier<List<Identity>> workers, Clock clock) {
        this.store = store;
        this.records = new StudyRecords(reader, clock);
        this.slices = new Slices(store);
        this.workers = new Timed<>(() -> lines(workers.get()), any -> WORKERS, clock);
    }

    public OverviewPage overview() {
        List<Standing> studies = records.names().stream()
                .map(this::standing)
                .sorted(Comparator.<Standing>comparingLong(standing ->
                                standing.startedMillis() == null ? Long.MAX_VALUE : standing.startedMillis())
                        .reversed())
                .toList();
        return new OverviewPage(studies, nights(), workers());
    }

    /** How a study stands. */
    public Standing standing(String study) {
        StudyState state = records.state(study);
        Optional<Known> known =
                standings.held(study).filter(held -> held.state().equals(state));
        if (known.isPresent()) {
            return known.get().standing();
        }
        Standing standing = new StudyPageBuilder(study, records, slices).standing();
        standings.hold(study, new Known(state, standing));
        return standing;
    }

    /**
     * A study's page.
     *
     * @throws dev.lamarck.ledger.UnknownStudyException if there is no such study
     */
    public StudyPage study(String study, Pictures pictures) {
        return new StudyPageBuilder(study, records, slices).page(pictures);
    }

    /** A trial's page; empty if the study has no such trial. */
    public Optional<TrialPage> trial(String study, int id) {
        return new StudyPageBuilder(study, records, slices).trial(id);
    }

    /** What tells whether a study's page has changed. */
    public StudyState state(String study) {
        records.job(study);
        return records.state(study);
    }

    /** All nights of all selections, the latest first; one that cannot be read is left out. */
    public List<NightDocument> nights() {
        return store.list("nights/").stream()
                .flatMap(key -> nights.get(key, this::night).stream())
                .sorted(Comparator.comparingLong(NightDocument::startedMillis).reversed())
                .toList();
    }

    public List<WorkerLine> workers() {
        return workers.get();
    }

    /** The file of a picture; empty if the explanation has no such picture. */
    public Optional<Path> picture(String study, String method, int number) {
        records.job(study);
        WinnerResult winner = records.winner(study);
        Explanation explanation = winner == null ? null : winner.explanation();
        if (explanation == null) {
            return Optional.empty();
        }
        return explanation.methods().stream()
                .filter(candidate -> candidate.name().equals(method))
                .filter(candidate -> number < candidate.images().size())
                .findFirst()
                .flatMap(candidate ->
                        file(explanation.folder(), candidate.images().get(number)));
    }

    /** The addresses of pictures that a name gives for a method and the number of each picture. */
    public static Map<String, List<String>> addresses(Explanation explanation, Naming naming) {
        Map<String, List<String>> addresses = new LinkedHashMap<>();
        for (Explanation.Method method : explanation.methods()) {
            addresses.put(
                    method.name(),
                    IntStream.range(0, method.images().size())
                            .mapToObj(number -> naming.address(method.name(), number))
                            .toList());
        }
        return addresses;
    }

    /** The address of one picture. */
    @FunctionalInterface
    public interface Naming {
        String address(String method, int number);
    }

    private Optional<Path> file(String folder, String name) {
        return ArtifactFolder.find(store, folder)
                .filter(found -> found.sums().containsKey(name))
                .map(found -> found.file(name));
    }

    private Optional<NightDocument> night(String key) {
        try {
            return Optional.of(Payloads.json().readValue(store.get(key).orElseThrow(), NightDocument.class));
        } catch (IOException e) {
            LOG.warn("Night {} cannot be read and is not shown", key, e);
            return Optional.empty();
        }
    }

    private static List<WorkerLine> lines(List<Identity> identities) {
        List<WorkerLine> lines = new ArrayList<>();
        for (Identity identity : identities) {
            if (!identity.role().equals(Identity.ENGINE)) {
                lines.add(WorkerLine.of(identity));
            }
        }
        return lines;
    }
}
