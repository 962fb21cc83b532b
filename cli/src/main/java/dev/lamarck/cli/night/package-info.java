/** Nightly selections: schedules on the Temporal server, and what the artifact store keeps of their nights. */
@NullMarked
package dev.lamarck.cli.night;

import org.jspecify.annotations.NullMarked;
