/**
 * The process that trains: slots, trainer processes, heartbeats, checkpoints. Start reading at
 * {@link dev.lamarck.worker.WorkerProcess}.
 */
@NullMarked
package dev.lamarck.worker;

import org.jspecify.annotations.NullMarked;
