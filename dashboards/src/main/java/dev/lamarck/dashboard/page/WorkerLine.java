package dev.lamarck.dashboard.page;

import dev.lamarck.contract.Identity;

/** A worker that polls for trials. */
public record WorkerLine(String host, long pid, String pool, int slots, String devices) {

    static WorkerLine of(Identity identity) {
        return new WorkerLine(identity.host(), identity.pid(), identity.role(), identity.slots(), identity.devices());
    }
}
