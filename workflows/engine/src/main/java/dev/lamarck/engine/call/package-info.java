/** How workflows call: every time-out and retry policy is in {@link dev.lamarck.engine.call.Calls}. */
@NullMarked
package dev.lamarck.engine.call;

import org.jspecify.annotations.NullMarked;
