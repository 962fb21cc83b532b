package dev.lamarck.cli.chaos;

/**
 * A fault that found something to strike.
 *
 * @param fromMillis when it struck, since 1970
 * @param toMillis when it was over
 */
record Struck(Fault fault, long fromMillis, long toMillis) {}
