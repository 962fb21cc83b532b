package dev.lamarck.cli.stack;

import dev.lamarck.cli.base.Settings;
import dev.lamarck.contract.Identity;
import dev.lamarck.contract.TemporalConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Looks for what keeps Lamarck from working, and says how to mend it. */
public final class Doctor {

    private static final int LEAST_JAVA = 25;
    private static final long LEAST_FREE_BYTES = 3L << 30;

    public enum Status {
        OK,
        /** Not needed for what is set up now. */
        WARNING,
        FAILED
    }

    /**
     * One finding.
     *
     * @param fix what to do; empty if nothing
     */
    public record Check(String id, Status status, String detail, String fix) {}

    private final Settings settings;
    private final LocalStack stack;
    private final int java;
    private final long leastFreeBytes;

    public Doctor(Settings settings, LocalStack stack) {
        this(settings, stack, Runtime.version().feature(), LEAST_FREE_BYTES);
    }

    /** For tests: the version of Java that is said to run, and how much free disk is asked for. */
    Doctor(Settings settings, LocalStack stack, int java, long leastFreeBytes) {
        this.settings = settings;
        this.stack = stack;
        this.java = java;
        this.leastFreeBytes = leastFreeBytes;
    }

    public List<Check> examine() {
        List<Check> checks = new ArrayList<>(List.of(jdk(), disk()));
        boolean own = settings.temporalAddress().isEmpty() || settings.mlflow().isEmpty();
        if (own) {
            checks.add(python());
            checks.add(packages());
            checks.add(ports());
        }
        Optional<Addresses> addresses = addresses();
        checks.add(temporal(addresses));
        checks.add(mlflow(addresses));
        boolean reachable =
                checks.stream().anyMatch(check -> check.id().equals("temporal") && check.status() == Status.OK);
        checks.addAll(reachable && addresses.isPresent() ? pollers(addresses.get()) : noPollers());
        return checks;
    }

    private Check jdk() {
        return java >= LEAST_JAVA
                ? ok("jdk", "Java %s in %s".formatted(Runtime.version(), System.getProperty("java.home")))
                : failed("jdk", "Java %d".formatted(java), "Install a JDK 25 or set JAVA_HOME to one.");
    }

    private Check disk() {
        Path home = settings.home();
        Path existing = home;
        while (existing.getParent() != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        try {
            long free = Files.getFileStore(existing).getUsableSpace();
            String detail = "%,d MB free for %s".formatted(free >> 20, home);
            if (!Files.isWritable(existing)) {
                return failed("disk", home + " cannot be written", "Set LAMARCK_HOME to a folder of yours.");
            }
            return free >= leastFreeBytes
                    ? ok("disk", detail)
                    : failed("disk", detail, "Make room (3 GB are needed) or set LAMARCK_HOME to another disk.");
        } catch (IOException e) {
            return failed("disk", String.valueOf(e.getMessage()), "Set LAMARCK_HOME to a folder of yours.");
        }
    }

    private Check python() {
        if (stack.python().isInstalled()) {
            return ok("python", stack.python().program("python").toString());
        }
        Optional<String> interpreter = PythonEnvironment.interpreter();
        if (interpreter.isPresent() || Detached.onPath("uv")) {
            return ok("python", interpreter.orElse("by uv"));
        }
        return failed(
                "python",
                "no Python 3.10 or newer and no uv on the PATH",
                "Install Python 3.10 or newer with venv, or uv.");
    }

    private Check packages() {
        return stack.python().isInstalled()
                ? ok("versions", "Temporal and MLflow are installed as the lock file says")
                : warning("versions", "the local stack is not installed", "Run 'lamarck dev up'.");
    }

    private Check ports() {
        Map<Part, LocalStack.PartStatus> status = stack.status();
        List<String> taken = stack.takenPorts();
        if (!taken.isEmpty()) {
            return warning(
                    "ports",
                    "taken by other programs: " + String.join(", ", taken),
                    "'lamarck dev up' takes the next free ones; or end the other program.");
        }
        return ok(
                "ports",
                status.values().stream().anyMatch(LocalStack.PartStatus::running)
                        ? "in use by the local stack"
                        : "free");
    }

    private Optional<Addresses> addresses() {
        Optional<String> temporal = settings.temporalAddress();
        if (temporal.isPresent()) {
            URI mlflow = settings.mlflow().orElse(URI.create("http://127.0.0.1:5000"));
            return Optional.of(new Addresses(temporal.get(), null, mlflow, settings.storeAddress()));
        }
        return stack.running();
    }

    private Check temporal(Optional<Addresses> addresses) {
        if (addresses.isEmpty()) {
            return failed("temporal", "the local server does not run", "Run 'lamarck dev up'.");
        }
        String address = addresses.get().temporal();
        return TemporalServer.isReady(address)
                ? ok("temporal", address)
                : failed("temporal", address + " does not answer", fix("TEMPORAL_ADDRESS"));
    }

    private Check mlflow(Optional<Addresses> addresses) {
        if (addresses.isEmpty()) {
            return failed("mlflow", "the local server does not run", "Run 'lamarck dev up'.");
        }
        URI address = addresses.get().mlflow();
        return MlflowServer.answers(address)
                ? ok("mlflow", address.toString())
                : failed("mlflow", address + " does not answer", fix("MLFLOW_TRACKING_URI"));
    }

    private static List<Check> noPollers() {
        String fix = "Mend 'temporal' first.";
        return List.of(
                failed("engine", "cannot be seen without Temporal", fix),
                failed("worker", "cannot be seen without Temporal", fix));
    }

    private static List<Check> pollers(Addresses addresses) {
        try (TemporalConnection connection = TemporalConnection.open(addresses.temporal(), "lamarck/1|doctor")) {
            Pollers pollers = new Pollers(connection);
            List<Identity> engines = pollers.engines();
            List<Identity> workers = pollers.workers("cpu");
            return List.of(
                    engines.isEmpty()
                            ? failed("engine", "none polls", "Run 'lamarck dev up' or 'lamarck engine start'.")
                            : ok("engine", text(engines)),
                    workers.isEmpty()
                            ? failed("worker", "none polls pool cpu", "Run 'lamarck dev up' or 'lamarck worker start'.")
                            : ok("worker", text(workers)));
        }
    }

    private static String text(List<Identity> identities) {
        return identities.stream().map(Identity::toString).collect(Collectors.joining(", "));
    }

    private String fix(String variable) {
        return settings.variable(variable).isPresent()
                ? "Check %s and the server there.".formatted(variable)
                : "Run 'lamarck dev up'; 'lamarck dev logs' shows why it ended.";
    }

    private static Check ok(String id, String detail) {
        return new Check(id, Status.OK, detail, "");
    }

    private static Check warning(String id, String detail, String fix) {
        return new Check(id, Status.WARNING, detail, fix);
    }

    private static Check failed(String id, String detail, String fix) {
        return new Check(id, Status.FAILED, detail, fix);
    }
}
