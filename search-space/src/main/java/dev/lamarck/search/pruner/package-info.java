/** Which trials go on to a larger budget and which end, with the reason: see {@link dev.lamarck.search.pruner.Pruner}. */
@NullMarked
package dev.lamarck.search.pruner;

import org.jspecify.annotations.NullMarked;
