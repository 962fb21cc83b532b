/** Which parameters made trials good: see {@link dev.lamarck.search.importance.PedAnova}. */
@NullMarked
package dev.lamarck.search.importance;

import org.jspecify.annotations.NullMarked;
