/**
 * What the pages show, as values: built from the ledger, the slices' reports and the server's account, and the same for the
 * live page and the report. Start reading at {@link dev.lamarck.dashboard.page.Pages}.
 */
@NullMarked
package dev.lamarck.dashboard.page;

import org.jspecify.annotations.NullMarked;
