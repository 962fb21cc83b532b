package dev.lamarck.contract;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Who a process is, as the server and other people see it: {@code lamarck/1|host|pid|role|slots|devices}.
 *
 * @param role the pool that a worker serves, or {@link #ENGINE}
 * @param slots how many trials a worker trains at a time; 0 for an engine
 */
public record Identity(String host, long pid, String role, int slots, String devices) {

    public static final String ENGINE = "engine";

    private static final String PREFIX = "lamarck/1";
    private static final int FIELDS = 6;

    /** This process. */
    public static Identity here(String role, int slots, String devices) {
        return new Identity(localHost(), ProcessHandle.current().pid(), role, slots, devices);
    }

    /** The identity that a text stands for; empty if it is none of ours. */
    public static Optional<Identity> parse(String text) {
        String[] fields = text.split("\\|", -1);
        if (fields.length != FIELDS
                || !fields[0].equals(PREFIX)
                || !fields[2].matches("[0-9]{1,18}")
                || !fields[4].matches("[0-9]{1,9}")) {
            return Optional.empty();
        }
        return Optional.of(
                new Identity(fields[1], Long.parseLong(fields[2]), fields[3], Integer.parseInt(fields[4]), fields[5]));
    }

    /** True if it is of this machine and its process is gone: the server lists pollers for a while after their death. */
    public boolean isKnownDead() {
        return host.equals(localHost())
                && ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isEmpty();
    }

    @Override
    public String toString() {
        return String.join("|", PREFIX, host, Long.toString(pid), role, Integer.toString(slots), devices);
    }

    private static String localHost() {
        try {
            return InetAddress.getLocalHost().getHostName().replace('|', '-');
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }
}
