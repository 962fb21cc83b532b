package dev.lamarck.engine.study;

import dev.lamarck.contract.PublishWorkflow;
import dev.lamarck.contract.StudyRequest;
import dev.lamarck.contract.StudyRequest.Carried;
import dev.lamarck.contract.StudySpec;
import dev.lamarck.engine.call.Calls;
import dev.lamarck.search.study.StudyState;
import io.temporal.workflow.Workflow;

/** The parts of a study that is under way. Workflow code. */
record RunningStudy(
        StudyRequest request,
        Carried carried,
        StudyState state,
        LedgerWriter writer,
        Journal journal,
        Search search,
        Commands commands) {

    static RunningStudy of(StudyRequest request, PublishWorkflow publisher) {
        StudySpec spec = request.spec();
        Carried carried = request.carried() == null ? Carried.none(Workflow.currentTimeMillis()) : request.carried();
        StudyState state = States.of(spec, carried);
        LedgerWriter writer = new LedgerWriter(spec.name(), Calls.ledger(), publisher, carried);
        Journal journal = new Journal(spec, state, writer, carried);
        Search search = new Search(spec, state, journal, carried);
        Commands commands = new Commands(state, journal, search, carried.commands());
        return new RunningStudy(request, carried, state, writer, journal, search, commands);
    }

    StudySpec spec() {
        return request.spec();
    }

    /** What the next run of the workflow needs. */
    Carried carry() {
        Incumbents incumbents = journal.incumbents();
        return new Carried(
                States.encode(state),
                carried.startedMillis(),
                incumbents.firstDispatch(),
                journal.events(),
                writer.segments(),
                writer.last(),
                incumbents.all(),
                incumbents.scores(),
                incumbents.checkpoints(),
                journal.checkpoints().held(),
                commands.obeyed(),
                search.arrivals().snapshot(),
                search.dispatcher().pace());
    }
}
