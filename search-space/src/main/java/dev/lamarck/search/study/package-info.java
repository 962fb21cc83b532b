/**
 * A study as a value and its rules: what a trial is, what can happen to it, and what is to be done next. Start reading at
 * {@link dev.lamarck.search.study.StudyState}.
 */
@NullMarked
package dev.lamarck.search.study;

import org.jspecify.annotations.NullMarked;
