/** Presets and data sets by name; loads nothing that is needed only for training. */
@NullMarked
package dev.lamarck.train.catalog;

import org.jspecify.annotations.NullMarked;
