package dev.lamarck.dashboard.page;

import dev.lamarck.contract.NightDocument;
import java.util.List;

/** All studies, the latest first, the nights, the latest first, and who trains. */
public record OverviewPage(List<Standing> studies, List<NightDocument> nights, List<WorkerLine> workers) {

    public OverviewPage {
        studies = List.copyOf(studies);
        nights = List.copyOf(nights);
        workers = List.copyOf(workers);
    }
}
