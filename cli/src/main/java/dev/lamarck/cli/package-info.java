/** The command line: see {@link dev.lamarck.cli.Lamarck}. One class a verb or group of verbs. */
@NullMarked
package dev.lamarck.cli;

import org.jspecify.annotations.NullMarked;
