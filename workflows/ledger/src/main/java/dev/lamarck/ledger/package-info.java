/**
 * The record of studies in the artifact store, for every room that reads or writes it: job, ledger segments, what trainers
 * reported, the document at the end. Start reading at {@link dev.lamarck.ledger.Ledger}.
 */
@NullMarked
package dev.lamarck.ledger;

import org.jspecify.annotations.NullMarked;
