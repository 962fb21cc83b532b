import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.lamarck.contract.GateSpec;
import dev.lamarck.contract.Payloads;
import dev.lamarck.engine.gate.GateSimulation;
import dev.lamarck.engine.gate.McNemar;
import dev.lamarck.search.importance.PedAnova;
import dev.lamarck.search.space.Configuration;
import dev.lamarck.search.space.SearchSpace;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * The Java side of gate_parity.py and importance_parity.py. Reads questions, one JSON object a line, and answers each with
 * {"answer": …, "cpuSeconds": …}: what this process spent on a call, compiler and garbage collector included.
 */
final class Parity {

    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final JsonMapper JSON = Payloads.json();

    /** A study; {@code repeat} calls are made of it, for the clock ticks in hundredths of a second. */
    private record Trials(SearchSpace space, List<Configuration> bestFirst, int repeat) {}

    private Parity() {}

    public static void main(String[] arguments) throws IOException {
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode question = JSON.readTree(line);
                Object parsed = parsed(question);
                int repeat = parsed instanceof Trials trials ? trials.repeat() : 1;
                Object answer = "";
                long begin = SYSTEM.getProcessCpuTime();
                for (int call = 0; call < repeat; call++) {
                    answer = answer(parsed);
                }
                double seconds = (SYSTEM.getProcessCpuTime() - begin) / 1e9 / repeat;
                System.out.println(JSON.writeValueAsString(Map.of("answer", answer, "cpuSeconds", seconds)));
            }
        }
    }

    private static Object parsed(JsonNode question) throws IOException {
        if (question.has("space")) {
            return JSON.treeToValue(question, Trials.class);
        }
        return question.has("nights") ? JSON.treeToValue(question, GateSimulation.Setting.class) : question;
    }

    private static Object answer(Object question) {
        return switch (question) {
            case Trials trials -> PedAnova.importance(trials.space(), trials.bestFirst());
            case GateSimulation.Setting setting ->
                new GateSimulation(GateSpec.standard(), setting).run(new SplittableRandom(1));
            case JsonNode node -> pValues(node.get("counts"));
            default -> throw new IllegalArgumentException("No such question: " + question);
        };
    }

    private static List<Double> pValues(JsonNode counts) {
        List<Double> values = new ArrayList<>();
        counts.forEach(pair -> values.add(
                McNemar.pValue(pair.get(0).intValue(), pair.get(1).intValue())));
        return values;
    }
}
