package dev.lamarck.cli;

import dev.lamarck.cli.base.CliException;
import dev.lamarck.cli.base.ExitCode;
import dev.lamarck.cli.base.Output;
import dev.lamarck.cli.base.Settings;
import dev.lamarck.cli.stack.Addresses;
import dev.lamarck.cli.stack.LocalStack;
import dev.lamarck.cli.stack.Pollers;
import dev.lamarck.cli.study.ServerStudies;
import dev.lamarck.cli.study.Studies;
import dev.lamarck.contract.Identity;
import dev.lamarck.contract.TemporalConnection;
import dev.lamarck.ledger.LiveStudies;
import dev.lamarck.ledger.StudyReader;
import java.net.URI;
import java.util.Optional;
import java.util.function.Function;

/** A connection to the configured servers, or else to those of the local stack. */
record Session(Settings settings, Addresses addresses, TemporalConnection connection) implements AutoCloseable {

    private static final String IDENTITY = "lamarck/1|cli";
    private static final URI NO_MLFLOW = URI.create("http://127.0.0.1:5000");

    /**
     * Connects to servers that are expected to run.
     *
     * @throws CliException if none is configured and the local stack is down
     */
    static Session open(Settings settings) {
        return find(settings)
                .orElseThrow(
                        () -> new CliException(
                                ExitCode.UNAVAILABLE,
                                "No Temporal server is configured and the local stack is down. Start it by 'lamarck dev up', or set TEMPORAL_ADDRESS."));
    }

    /** Connects if there is something to connect to. */
    static Optional<Session> find(Settings settings) {
        Optional<String> configured = settings.temporalAddress();
        if (configured.isPresent()) {
            URI mlflow = settings.mlflow().orElse(NO_MLFLOW);
            return Optional.of(
                    connect(settings, new Addresses(configured.get(), null, mlflow, settings.storeAddress())));
        }
        return new LocalStack(settings, Output.standard()).running().map(found -> connect(settings, found));
    }

    /** A reader of studies, with a server behind it if there is one. */
    static StudyReader reader(Settings settings, Optional<Session> session) {
        return new StudyReader(
                settings.store(),
                session.<LiveStudies>map(open -> new ServerStudies(open.connection()))
                        .orElse(_ -> Optional.empty()));
    }

    /** Reads studies, with a server behind the reader if there is one. */
    static <T> T read(Function<StudyReader, T> task) {
        Settings settings = Settings.from(System.getenv());
        Optional<Session> session = find(settings);
        try {
            return task.apply(reader(settings, session));
        } finally {
            session.ifPresent(Session::close);
        }
    }

    static Session connect(Settings settings, Addresses addresses) {
        return new Session(settings, addresses, TemporalConnection.open(addresses.temporal(), IDENTITY));
    }

    Studies studies() {
        return new Studies(connection, settings.store());
    }

    /** How many slots the workers of the pool have, as far as is known. */
    int slots(String pool) {
        return new Pollers(connection)
                .workers(pool).stream().mapToInt(Identity::slots).sum();
    }

    @Override
    public void close() {
        connection.close();
    }
}
