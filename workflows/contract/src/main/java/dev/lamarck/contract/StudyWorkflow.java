package dev.lamarck.contract;

import dev.lamarck.search.study.Trial;
import io.temporal.workflow.QueryMethod;
import io.temporal.workflow.UpdateMethod;
import io.temporal.workflow.UpdateValidatorMethod;
import io.temporal.workflow.WorkflowInterface;
import io.temporal.workflow.WorkflowMethod;
import java.util.List;

/** One search job, from the first suggestion to the packaged winner. A cancellation kills it. */
@WorkflowInterface
public interface StudyWorkflow {

    /** How many trials a page of {@link #live} has at most. */
    int PAGE = 200;

    @WorkflowMethod
    StudyResult run(StudyRequest request);

    /**
     * Obeys a command and returns when it is in force.
     *
     * <p>A command that makes no sense now is rejected with a sentence that says why, and leaves no trace.
     */
    @UpdateMethod
    StudyCommand.CommandResult command(StudyCommand command);

    @UpdateValidatorMethod(updateName = "command")
    void validateCommand(StudyCommand command);

    /** How the study stands; a few kilobytes, whatever its size. */
    @QueryMethod
    StudySummary summary();

    /**
     * Trials that are waiting, running or paused, by id.
     *
     * @param page from 0; a page that is not full is the last
     */
    @QueryMethod
    List<Trial> live(int page);
}
