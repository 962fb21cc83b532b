package dev.lamarck.cli.stack;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/**
 * Where the servers and the artifacts are.
 *
 * @param temporal host:port
 * @param temporalUi address of Temporal's web pages; null if it is not known
 */
public record Addresses(String temporal, @Nullable URI temporalUi, URI mlflow, URI store) {}
