package dev.lamarck.engine.study;

import dev.lamarck.contract.SamplerActivities;
import dev.lamarck.search.sampler.Sampler;
import dev.lamarck.search.sampler.Samplers;
import dev.lamarck.search.study.Suggestion;
import java.util.List;
import java.util.stream.IntStream;

/** Asks the sampler that the request names. */
public final class SamplerActivitiesImpl implements SamplerActivities {

    @Override
    public SuggestResult suggest(SuggestRequest request) {
        Sampler sampler = Samplers.get(request.sampler());
        List<Suggestion> ahead = IntStream.rangeClosed(1, request.ahead())
                .mapToObj(next ->
                        suggest(sampler, request, request.trial() + next, 0).getFirst())
                .toList();
        return new SuggestResult(
                suggest(sampler, request, request.trial(), request.attempt()), ahead, sampler.version());
    }

    private static List<Suggestion> suggest(Sampler sampler, SuggestRequest request, int trial, int attempt) {
        return sampler.suggest(request.view(), trial, request.seed(), attempt);
    }
}
