/**
 * What runs inside engines and workers of the chaos suite: an agent that puts a clock and a disk in place of the real ones.
 * It uses nothing but the JDK.
 */
@NullMarked
package dev.lamarck.cli.chaos.agent;

import org.jspecify.annotations.NullMarked;
