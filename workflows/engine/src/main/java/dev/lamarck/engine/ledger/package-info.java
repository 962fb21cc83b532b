/** The ledger in the artifact store: written by the engine, read by every verb that lists trials. */
@NullMarked
package dev.lamarck.engine.ledger;

import org.jspecify.annotations.NullMarked;
