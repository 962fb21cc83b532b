/** The files that a browser gets, from the class path. */
@NullMarked
package dev.lamarck.dashboard.web;

import org.jspecify.annotations.NullMarked;
