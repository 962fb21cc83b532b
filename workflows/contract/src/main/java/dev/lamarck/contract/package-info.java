/**
 * What the processes say to each other: workflow and activity interfaces, their messages, the names of task queues and
 * workflows. Start reading at {@link dev.lamarck.contract.StudyWorkflow}.
 */
@NullMarked
package dev.lamarck.contract;

import org.jspecify.annotations.NullMarked;
