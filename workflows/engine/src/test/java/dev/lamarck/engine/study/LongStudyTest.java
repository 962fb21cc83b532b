package dev.lamarck.engine.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.artifacts.FileArtifactStore;
import dev.lamarck.contract.StudyDocument;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.contract.TrainingActivities.Member;
import dev.lamarck.contract.TrainingActivities.MemberResult;
import dev.lamarck.contract.TrainingActivities.SliceEnd;
import dev.lamarck.ledger.Replay;
import dev.lamarck.search.study.FailureClass;
import dev.lamarck.search.study.StudyEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Studies that outgrow one run of their workflow, and studies whose results come in any order. */
class LongStudyTest {

    private ArtifactStore store;
    private StudyWorld world;

    @BeforeEach
    void start(@TempDir Path folder) {
        store = FileArtifactStore.at(folder, 0);
        world = new StudyWorld(store);
    }

    @AfterEach
    void stop() {
        try (StudyWorld used = world) {
            used.keepsInvariants();
        }
    }

    @Test
    void goesOnInAnotherRunWithoutLosingAnything() {
        StudySpec spec = StudyWorld.asha("long", 2_500, 16, false);
        world.training = LongStudyTest::quick;

        StudyDocument document = world.run(spec);

        assertThat(store.list(ArtifactKeys.study("long") + "history/")).isNotEmpty();
        assertThat(document.result().states().values().stream()
                        .mapToInt(Integer::intValue)
                        .sum())
                .isEqualTo(2_500);
        assertThat(world.trials(spec))
                .extracting(trial -> trial.id())
                .hasSize(2_500)
                .doesNotHaveDuplicates();
        Replay.Report report = new Replay(store).of("long");
        assertThat(report.difference()).isNull();
        assertThat(report.trials()).isEqualTo(2_500);
    }

    @Test
    void suggestsTheSameWhateverTheOrderOfResults() {
        StudySpec quiet = StudyWorld.asha("quiet", 40, 4, true);
        StudySpec rough = StudyWorld.asha("rough", 40, 4, true);
        world.training = LongStudyTest::quick;
        world.run(quiet);
        SplittableRandom random = new SplittableRandom(5);
        ConcurrentMap<String, Integer> losses = new ConcurrentHashMap<>();

        world.training = member -> rough(member, random, losses);
        world.run(rough);

        assertThat(losses).isNotEmpty();
        assertThat(story(rough)).isEqualTo(story(quiet));
        assertThat(new Replay(store).of("rough").difference()).isNull();
    }

    @Test
    void asksASamplerThatDoesNotLearnForManyTrialsAtOnce() {
        StudySpec spec = StudyWorld.withSampler(StudyWorld.asha("random", 100, 8, false), "random");
        world.training = LongStudyTest::quick;

        world.run(spec);

        assertThat(world.trials(spec)).hasSize(100);
        assertThat(world.questions(spec)).isEqualTo(4);
        Replay.Report report = new Replay(store).of("random");
        assertThat(report.difference()).isNull();
        assertThat(report.suggestions()).isEqualTo(100);
    }

    /** What was suggested, begun and measured, in order, whoever trained it when. */
    private List<String> story(StudySpec spec) {
        return world.events(spec).stream()
                .map(event -> switch (event) {
                    case StudyEvent.Suggested suggested ->
                        "%d is %s".formatted(suggested.trial(), suggested.suggestion());
                    case StudyEvent.Dispatched begun -> "%d begins rung %d".formatted(begun.trial(), begun.rung());
                    case StudyEvent.Measured measured -> "%d has %s".formatted(measured.trial(), measured.metrics());
                    default -> "";
                })
                .filter(line -> !line.isEmpty())
                .distinct()
                .toList();
    }

    /** Late by chance, cut into slices by chance, lost by chance. */
    private static MemberResult rough(Member member, SplittableRandom random, ConcurrentMap<String, Integer> losses) {
        int chance;
        synchronized (random) {
            chance = random.nextInt(100);
        }
        LockSupport.parkNanos(chance * 100_000L);
        if (chance < 4) {
            losses.merge(member.trial(), 1, Integer::sum);
            return MemberResult.failed(0, FailureClass.INFRASTRUCTURE, "gone", null, "worker", 5);
        }
        if (chance < 40 && member.to() - member.after() > 1) {
            return MemberResult.trained(
                    SliceEnd.YIELDED, member.after() + 1, Map.of(), "studies/s/trials/ab", 8, "worker", 5);
        }
        return quick(member);
    }

    private static MemberResult quick(Member member) {
        double units = ((Number) member.configuration().values().get("units")).doubleValue();
        double accuracy = 1 - Math.abs(units - 700_000) / 1_000_000 - 0.1 / member.to();
        return MemberResult.trained(
                SliceEnd.DONE, member.to(), Map.of("val_accuracy", accuracy), "studies/s/trials/ab", 8, "worker", 5);
    }
}
