/** How good a network is: metrics from its outputs. */
@NullMarked
package dev.lamarck.train.evaluate;

import org.jspecify.annotations.NullMarked;
