package dev.lamarck.dashboard.server;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What every answer says about itself, and which requests are answered at all. */
final class Headers {

    static final Map<String, String> ALWAYS = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
                    + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Resource-Policy",
            "same-origin");

    private static final Pattern THIS_MACHINE =
            Pattern.compile("(?i)(127\\.0\\.0\\.1|localhost|\\[::1])(:[0-9]{1,5})?");

    private Headers() {}

    /**
     * True if the request names this machine. A page of another site that has its own name point at this machine (DNS
     * rebinding) still sends its own name here.
     */
    static boolean namesThisMachine(@Nullable List<String> hosts) {
        return hosts != null
                && hosts.size() == 1
                && THIS_MACHINE.matcher(hosts.getFirst()).matches();
    }
}
