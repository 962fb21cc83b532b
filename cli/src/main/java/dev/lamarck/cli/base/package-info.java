/** What every verb shares: exit codes, failures, settings, output. */
@NullMarked
package dev.lamarck.cli.base;

import org.jspecify.annotations.NullMarked;
