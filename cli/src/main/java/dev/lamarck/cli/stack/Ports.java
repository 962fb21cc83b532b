package dev.lamarck.cli.stack;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Finds ports on 127.0.0.1 that are free. */
final class Ports {

    private static final int HIGHEST = 65_535;

    private final Set<Integer> taken = new HashSet<>();

    /**
     * A port to use.
     *
     * @param given by the user: it has to be free
     * @param remembered from the last time: taken if it is free
     * @param first where to begin to look
     */
    int choose(String what, Optional<Integer> given, Optional<Integer> remembered, int first) {
        if (given.isPresent()) {
            if (!isFree(given.get())) {
                throw new CliException(
                        ExitCode.UNAVAILABLE,
                        "Port %d, which was asked for as the port of %s, is taken. Name another or leave it out."
                                .formatted(given.get(), what));
            }
            return use(given.get());
        }
        if (remembered.isPresent() && isFree(remembered.get())) {
            return use(remembered.get());
        }
        for (int port = remembered.orElse(first); port <= HIGHEST; port++) {
            if (isFree(port)) {
                return use(port);
            }
        }
        throw new CliException(ExitCode.UNAVAILABLE, "No port from %d is free for %s.".formatted(first, what));
    }

    private int use(int port) {
        taken.add(port);
        return port;
    }

    boolean isFree(int port) {
        if (port < 1 || port > HIGHEST || taken.contains(port)) {
            return false;
        }
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
