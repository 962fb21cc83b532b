package dev.lamarck.contract;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import io.temporal.activity.ActivityInterface;
import java.util.List;

/** What a night reads and writes on an engine: earlier nights, the judgement, the record. */
@ActivityInterface
public interface NightActivities {

    record WarmStartRequest(String nightly, SearchSpace space) {}

    /** The best configurations of the last night that had a winner, best first; those that the space still allows. */
    record WarmStart(List<Configuration> configurations) {

        public WarmStart {
            configurations = List.copyOf(configurations);
        }
    }

    WarmStart warmStart(WarmStartRequest request);

    record JudgeRequest(GateSpec gate, Comparison comparison) {}

    Judgement judge(JudgeRequest request);

    /** Writes the night's document. */
    void keep(NightDocument document);
}
