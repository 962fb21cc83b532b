/** The only home of MLflow's API: runs, artifacts, models, the registry; and the workflow that publishes to it. */
@NullMarked
package dev.lamarck.engine.tracking;

import org.jspecify.annotations.NullMarked;
