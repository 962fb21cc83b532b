/** How one trial is trained, slice by slice, and the process that does it. Start at {@link dev.lamarck.train.loop.Trainer}. */
@NullMarked
package dev.lamarck.train.loop;

import org.jspecify.annotations.NullMarked;
