/**
 * Nightly selection: one workflow a night, which ends in a verdict. Start reading at {@link
 * dev.lamarck.engine.night.NightlySelectionWorkflowImpl}.
 */
@NullMarked
package dev.lamarck.engine.night;

import org.jspecify.annotations.NullMarked;
