/**
 * The artifact store over HTTP, for workers that share no disk with the engine. Start reading at
 * {@link dev.lamarck.engine.store.StoreServer}.
 */
@NullMarked
package dev.lamarck.engine.store;

import org.jspecify.annotations.NullMarked;
