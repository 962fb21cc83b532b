package dev.lamarck.engine.study;

import dev.lamarck.contract.SamplerActivities;
import dev.lamarck.search.sampler.Sampler;
import dev.lamarck.search.sampler.Samplers;

/** Asks the sampler that the request names. */
public final class SamplerActivitiesImpl implements SamplerActivities {

    @Override
    public SuggestResult suggest(SuggestRequest request) {
        Sampler sampler = Samplers.get(request.sampler());
        return new SuggestResult(
                sampler.suggest(request.view(), request.trial(), request.seed(), request.attempt()), sampler.version());
    }
}
