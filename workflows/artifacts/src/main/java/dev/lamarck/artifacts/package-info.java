/**
 * Where everything large lives: data sets, checkpoints, ledger segments, packaged models. Start reading at
 * {@link dev.lamarck.artifacts.ArtifactStore}.
 */
@NullMarked
package dev.lamarck.artifacts;

import org.jspecify.annotations.NullMarked;
