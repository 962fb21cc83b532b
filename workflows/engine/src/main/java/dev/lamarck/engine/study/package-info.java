/** The workflows of a study and of its winner, and the activity that samples. */
@NullMarked
package dev.lamarck.engine.study;

import org.jspecify.annotations.NullMarked;
