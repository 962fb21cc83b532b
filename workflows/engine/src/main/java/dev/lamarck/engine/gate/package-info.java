/**
 * Whether a challenger takes the champion's place: see {@link dev.lamarck.engine.gate.Gate}. Pure computation, which
 * workflows may call.
 */
@NullMarked
package dev.lamarck.engine.gate;

import org.jspecify.annotations.NullMarked;
