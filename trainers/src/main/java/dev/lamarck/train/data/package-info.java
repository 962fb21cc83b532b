/** Data sets: reading, checking, splitting, fingerprints. Start reading at {@link dev.lamarck.train.data.DataLoader}. */
@NullMarked
package dev.lamarck.train.data;

import org.jspecify.annotations.NullMarked;
