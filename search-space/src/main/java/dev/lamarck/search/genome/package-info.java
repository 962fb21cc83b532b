/** The bridge between a search space and Jenetics: see {@link dev.lamarck.search.genome.GenomeCodec}. */
@NullMarked
package dev.lamarck.search.genome;

import org.jspecify.annotations.NullMarked;
