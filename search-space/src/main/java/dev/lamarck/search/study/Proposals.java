package dev.lamarck.search.study;

import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import dev.lamarck.search.space.SpaceSize;
import dev.lamarck.search.space.SpaceWalk;
import java.util.List;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Asks a sampler until it proposes what was not tried. The sampler is not told what was, so that a question costs the same
 * however long the study is; it is asked again instead, which is rare while most of a space is left. When little is left
 * of a finite space of at most {@link #SMALL} configurations, those that are left are taken one by one, so that such a
 * space is used up exactly.
 */
final class Proposals {

    static final int SMALL = 10_000;

    private static final int ATTEMPTS = 8;
    private static final int ATTEMPTS_IN_SMALL = 3;

    private final Tried tried;
    private @Nullable SearchSpace space;
    private @Nullable SpaceWalk walk;
    private @Nullable Configuration left;

    Proposals(Tried tried) {
        this.tried = tried;
    }

    /** An untried proposal for this space; null if none was found. */
    @Nullable
    Suggestion choose(SearchSpace now, IntFunction<List<Suggestion>> sampler) {
        if (now != space) {
            SpaceSize size = SpaceSize.of(now);
            walk = size.isFinite() && size.combinations() <= SMALL ? new SpaceWalk(now) : null;
            left = null;
            space = now;
        }
        int attempts = walk == null ? ATTEMPTS : ATTEMPTS_IN_SMALL;
        for (int attempt = 0; attempt < attempts; attempt++) {
            for (Suggestion suggestion : sampler.apply(attempt)) {
                if (!tried.contains(suggestion.configuration())) {
                    return suggestion;
                }
            }
        }
        return walk == null ? null : left(walk);
    }

    /** The first configuration that was never tried; what was tried stays so, so the walk never goes back. */
    private @Nullable Suggestion left(SpaceWalk from) {
        while (left == null || tried.contains(left)) {
            if (!from.hasNext()) {
                return null;
            }
            left = from.next();
        }
        return new Suggestion(left, "remaining", List.of());
    }
}
