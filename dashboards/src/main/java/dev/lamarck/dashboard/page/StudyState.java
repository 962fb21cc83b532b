package dev.lamarck.dashboard.page;

import dev.lamarck.contract.StudySummary;
import java.util.Optional;

/** All that a study's page depends on: equal states, equal pages. */
public record StudyState(int segments, boolean ended, Optional<StudySummary> summary) {}
