/** The engine's process: see {@link dev.lamarck.engine.EngineProcess}. */
@NullMarked
package dev.lamarck.engine;

import org.jspecify.annotations.NullMarked;
