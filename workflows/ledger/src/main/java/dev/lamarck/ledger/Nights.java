package dev.lamarck.ledger;

import dev.lamarck.artifacts.ArtifactKeys;
import dev.lamarck.artifacts.ArtifactStore;
import dev.lamarck.contract.NightDocument;
import dev.lamarck.contract.Payloads;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The record of nights in the artifact store. */
public final class Nights {

    private final ArtifactStore store;

    public Nights(ArtifactStore store) {
        this.store = store;
    }

    /** All nights of a selection, newest first. */
    public List<NightDocument> of(String nightly) {
        return below(ArtifactKeys.nights(nightly));
    }

    /** All nights of all selections, newest first. */
    public List<NightDocument> all() {
        return below(ArtifactKeys.NIGHTS);
    }

    /** Keeps a night; what is kept already stays. False if it was. */
    public boolean keep(NightDocument night) {
        return store.put(
                ArtifactKeys.night(night.nightly(), night.night()),
                Payloads.text(night).getBytes(StandardCharsets.UTF_8));
    }

    private List<NightDocument> below(String prefix) {
        List<NightDocument> nights = new ArrayList<>();
        for (String key : store.list(prefix)) {
            try {
                nights.add(Payloads.json().readValue(store.get(key).orElseThrow(), NightDocument.class));
            } catch (IOException e) {
                throw new LedgerException("%s holds no readable night.".formatted(key), e);
            }
        }
        nights.sort(Comparator.comparingLong(NightDocument::startedMillis).reversed());
        return nights;
    }
}
