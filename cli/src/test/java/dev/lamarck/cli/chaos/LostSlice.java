package dev.lamarck.cli.chaos;

/**
 * A slice that was trained for nothing and had to be repeated.
 *
 * @param fromMillis when it was dispatched, since 1970
 * @param toMillis when it was given up
 * @param seconds that it held a slot, as far as the ledger tells
 * @param silent true if nothing more was heard of it, false if its worker said that it was lost
 */
record LostSlice(
        String study, int trial, int dispatch, long fromMillis, long toMillis, double seconds, boolean silent) {}
