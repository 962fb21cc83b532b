/**
 * The local stack: Temporal, MLflow, an engine and a worker as processes of this machine, started and ended by the user.
 * Start reading at {@link dev.lamarck.cli.stack.LocalStack}.
 */
@NullMarked
package dev.lamarck.cli.stack;

import org.jspecify.annotations.NullMarked;
