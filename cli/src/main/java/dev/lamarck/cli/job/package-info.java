/**
 * Job files: read with lines and columns, checked against the schema, then for meaning, and completed. Start reading at
 * {@link dev.lamarck.cli.job.JobReader}.
 */
@NullMarked
package dev.lamarck.cli.job;

import org.jspecify.annotations.NullMarked;
