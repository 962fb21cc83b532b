package dev.lamarck.contract;

import io.temporal.activity.ActivityInterface;

/** Tells others of verdicts. */
@ActivityInterface
public interface NotificationActivities {

    record NotifyRequest(NightDocument document, NightlySpec.Notification notification) {}

    /**
     * Posts the document as JSON to the webhook. With a secret, {@code X-Lamarck-Signature} is {@code sha256=} and the
     * HMAC-SHA256 of the body in hexadecimal. {@code X-Lamarck-Delivery} is the same for every attempt of one message.
     *
     * @throws io.temporal.failure.ApplicationFailure if the receiver does not answer with 2xx
     */
    void notify(NotifyRequest request);
}
