package dev.lamarck.cli;

/** Goes through the commands that people wait for, so that the build can record the classes that they load. */
final class Warmup {

    private Warmup() {}

    public static void main(String[] arguments) {
        Lamarck.execute("--help");
        Lamarck.execute("--version");
        Lamarck.execute("validate", arguments[0]);
        Lamarck.execute("validate", "-o", "json", arguments[0]);
        Lamarck.execute("validate", arguments[0], "--set", "budget.trails=1");
        Lamarck.execute("data", "list");
        Lamarck.execute("study", "list");
        Lamarck.execute("dev", "status");
    }
}
