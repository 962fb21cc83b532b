package dev.lamarck.cli.chaos;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What must be true of a stack once the studies of a batch have ended; each method says what is not. */
final class StackInvariants {

    private final ChaosStack stack;

    StackInvariants(ChaosStack stack) {
        this.stack = stack;
    }

    List<String> violations() {
        List<String> violations = new ArrayList<>();
        violations.addAll(noOrphan());
        violations.addAll(noLeakedSlot());
        return violations;
    }

    /** Every process of the stack is one of its parts, or a wrapper or trainer below its worker. */
    List<String> noOrphan() {
        Set<Long> known = known();
        return ProcessTable.of(stack.home()).stream()
                .filter(entry -> !known.contains(entry.pid()) && !known.contains(entry.parent()))
                .map(entry -> "An orphan process is left: " + entry.text())
                .toList();
    }

    /** Every slot is free, and no lock of one is held but by what runs below the worker. */
    List<String> noLeakedSlot() {
        List<String> violations = new ArrayList<>();
        Optional<Slots> slots = Slots.of(stack);
        if (slots.isEmpty()) {
            violations.add("The worker does not say how many slots are free.");
        } else if (slots.get().count() != ChaosStack.SLOTS || slots.get().busy() != 0) {
            violations.add("%d of %d slots are busy with no study left."
                    .formatted(slots.get().busy(), slots.get().count()));
        }
        Set<Long> known = known();
        for (int slot = 1; slot <= ChaosStack.SLOTS; slot++) {
            Path lock = stack.home().resolve("workers/cpu-1/slot-%d/slot.lock".formatted(slot));
            for (long holder : ProcessTable.holders(lock)) {
                boolean helper = ProcessTable.find(holder).stream().anyMatch(entry -> known.contains(entry.parent()));
                if (!known.contains(holder) && !helper) {
                    violations.add("The lock of slot %d is held by process %d, which is not below the worker."
                            .formatted(slot, holder));
                }
            }
        }
        return violations;
    }

    private Set<Long> known() {
        Set<Long> known = new HashSet<>();
        for (Target target : Target.values()) {
            stack.processes(target).forEach(process -> known.add(process.pid()));
        }
        return known;
    }
}
