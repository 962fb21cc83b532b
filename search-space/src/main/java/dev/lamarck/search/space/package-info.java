/**
 * What may be tried: parameters, the conditions under which they exist, and configurations, which give each active
 * parameter a value. Start reading at {@link dev.lamarck.search.space.SearchSpace}.
 */
@NullMarked
package dev.lamarck.search.space;

import org.jspecify.annotations.NullMarked;
