package dev.lamarck.train.loop;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What this process uses of the machine. Names are those that MLflow's system metrics have. */
final class ProcessUsage {

    private static final Path STATUS = Path.of("/proc/self/statm");
    private static final double PAGE_MEGABYTES = 4096.0 / (1 << 20);

    private final long firstCpuNanos = cpuNanos();
    private long lastNanos = System.nanoTime();
    private long lastCpuNanos = cpuNanos();

    /** Processor use in percent of one core since the last call, and memory in megabytes where the system tells it. */
    Map<String, Double> since() {
        long now = System.nanoTime();
        long cpu = cpuNanos();
        Map<String, Double> usage = new LinkedHashMap<>();
        if (now > lastNanos) {
            usage.put("cpu_utilization_percentage", 100.0 * (cpu - lastCpuNanos) / (now - lastNanos));
        }
        lastNanos = now;
        lastCpuNanos = cpu;
        if (Files.isReadable(STATUS)) {
            try {
                String resident = Files.readString(STATUS).split(" ", -1)[1];
                usage.put("system_memory_usage_megabytes", Long.parseLong(resident) * PAGE_MEGABYTES);
            } catch (IOException e) {
                return usage;
            }
        }
        return usage;
    }

    /** Processor time of this process since this object was made. */
    double cpuSeconds() {
        return (cpuNanos() - firstCpuNanos) / 1e9;
    }

    private static long cpuNanos() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getProcessCpuTime()
                : 0;
    }
}
