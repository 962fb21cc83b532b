/** A study's page as one file that needs nothing beside it. Start reading at {@link dev.lamarck.dashboard.report.StudyReport}. */
@NullMarked
package dev.lamarck.dashboard.report;

import org.jspecify.annotations.NullMarked;
