/** The compact form in which a running study is carried on: {@link dev.lamarck.search.binary.BinaryWriter} and its reader. */
@NullMarked
package dev.lamarck.search.binary;

import org.jspecify.annotations.NullMarked;
