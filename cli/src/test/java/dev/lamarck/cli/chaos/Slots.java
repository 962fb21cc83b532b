package dev.lamarck.cli.chaos;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;

/** How many slots a worker says that it has, and how many of them are at work. */
record Slots(int count, int busy) {

    private static final Duration ANSWER = Duration.ofSeconds(5);

    /** Empty if the worker does not answer. */
    static Optional<Slots> of(ChaosStack stack) {
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(ANSWER).build()) {
            URI address = URI.create("http://127.0.0.1:%d/metrics".formatted(stack.workerMetricsPort()));
            HttpRequest request =
                    HttpRequest.newBuilder(address).timeout(ANSWER).build();
            String page =
                    client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            return Optional.of(new Slots(gauge(page, "lamarck_slots"), gauge(page, "lamarck_slots_busy")));
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private static int gauge(String page, String name) {
        return page.lines()
                .filter(line -> line.startsWith(name + " "))
                .map(line ->
                        (int) Double.parseDouble(line.substring(name.length()).strip()))
                .findFirst()
                .orElse(-1);
    }
}
