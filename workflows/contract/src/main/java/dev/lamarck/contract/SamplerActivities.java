package dev.lamarck.contract;

import dev.lamarck.search.study.StudyView;
import dev.lamarck.search.study.Suggestion;
import io.temporal.activity.ActivityInterface;
import org.jspecify.annotations.Nullable;

/** Runs a sampler, as a local activity: its result, not its algorithm, is what the history keeps. */
@ActivityInterface
public interface SamplerActivities {

    /**
     * What to suggest.
     *
     * @param trial the id that it will have
     */
    record SuggestRequest(String sampler, StudyView view, int trial, long seed) {}

    /** The suggestion; null if every configuration that was found has been tried. */
    record SuggestResult(@Nullable Suggestion suggestion) {}

    SuggestResult suggest(SuggestRequest request);
}
