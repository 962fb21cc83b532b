/** What to try next: one class per method behind {@link dev.lamarck.search.sampler.Sampler}. */
@NullMarked
package dev.lamarck.search.sampler;

import org.jspecify.annotations.NullMarked;
