package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.space.Configuration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;

/** The configurations that people asked for and that were not suggested yet, in the order of asking. */
final class WaitingList {

    static final int MOST = 1_000;

    private final LinkedHashMap<String, StudyEvent.Enqueued> waiting = new LinkedHashMap<>();

    static WaitingList read(BinaryReader in) {
        WaitingList list = new WaitingList();
        in.all(() -> new StudyEvent.Enqueued(in.text(), ValueCodec.configuration(in), in.flag(), in.number()))
                .forEach(list::add);
        return list;
    }

    void write(BinaryWriter out) {
        out.all(waiting.values(), enqueued -> {
            out.text(enqueued.id());
            ValueCodec.write(out, enqueued.configuration());
            out.flag(enqueued.repeat());
            out.number(enqueued.atMillis());
        });
    }

    /** False if the list is full or has this id. */
    boolean add(StudyEvent.Enqueued enqueued) {
        return waiting.size() < MOST && waiting.putIfAbsent(enqueued.id(), enqueued) == null;
    }

    StudyEvent.@Nullable Enqueued first() {
        return waiting.isEmpty() ? null : waiting.firstEntry().getValue();
    }

    /** Takes the first out if it asks for this configuration. */
    boolean take(Configuration configuration) {
        StudyEvent.Enqueued first = first();
        if (first == null || !first.configuration().equals(configuration)) {
            return false;
        }
        waiting.remove(first.id());
        return true;
    }

    Collection<StudyEvent.Enqueued> all() {
        return Collections.unmodifiableCollection(waiting.values());
    }
}
