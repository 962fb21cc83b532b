package dev.lamarck.cli.stack;

import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.stack.StackRecord.Port;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Chooses the ports of the local stack: what the user gave, else what was used last, else the next free ones. */
final class StackPorts {

    private static final Map<Port, Integer> FIRST = Map.of(
            Port.TEMPORAL, 7233,
            Port.TEMPORAL_UI, 8233,
            Port.MLFLOW, 5000,
            Port.ENGINE_METRICS, 9464,
            Port.WORKER_METRICS, 9465);

    private StackPorts() {}

    /** Writes the ports of parts that do not run into the record. */
    static void choose(StackRecord record, LocalStack.Options options, Output output) {
        Ports ports = new Ports();
        for (Port port : Port.values()) {
            if (record.process(port.owner()).isPresent()) {
                continue;
            }
            Optional<Integer> remembered = record.port(port);
            int chosen = ports.choose(port.label(), options.port(port), remembered, FIRST.getOrDefault(port, 1024));
            if (options.port(port).isEmpty() && remembered.isPresent() && remembered.get() != chosen) {
                output.note("Port %d of %s is taken by another program; using %d"
                        .formatted(remembered.get(), port.label(), chosen));
            }
            record.ports().put(port, chosen);
        }
    }

    /** The remembered ports of parts that do not run, where another program listens now. */
    static List<String> taken(StackRecord record) {
        Ports ports = new Ports();
        return record.ports().entrySet().stream()
                .filter(entry -> record.process(entry.getKey().owner()).isEmpty())
                .filter(entry -> !ports.isFree(entry.getValue()))
                .map(entry ->
                        "%d (%s)".formatted(entry.getValue(), entry.getKey().label()))
                .toList();
    }
}
