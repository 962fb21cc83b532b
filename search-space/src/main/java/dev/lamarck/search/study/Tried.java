package dev.lamarck.search.study;

import dev.lamarck.search.binary.BinaryReader;
import dev.lamarck.search.binary.BinaryWriter;
import dev.lamarck.search.space.Configuration;
import java.util.Arrays;

/**
 * Which configurations were suggested, as a hash table of their hashes: all 64 bits of the first {@link #MOST_EXACT},
 * beyond that 32 bits of each. With n tried a configuration that was not is then taken for one that was with a chance of
 * n / 2^32, 2 in 100,000 at 100,000 trials, which costs another draw and nothing else.
 */
final class Tried {

    static final int MOST_EXACT = 16_384;

    private static final int LEAST_SLOTS = 64;
    private static final long FOLDED_BITS = 0xFFFFFFFFL;

    /** Open addressing; 0 is an empty slot, and a hash of 0 is kept as 1. */
    private long[] slots = new long[LEAST_SLOTS];

    private int size;
    private boolean folded;

    void add(Configuration configuration) {
        add(configuration.hash());
    }

    boolean contains(Configuration configuration) {
        return contains(configuration.hash());
    }

    int size() {
        return size;
    }

    void add(long hash) {
        insert(key(hash));
        if (size > MOST_EXACT && !folded) {
            folded = true;
            rebuild(slots.length);
        } else if (4L * size > 3L * slots.length) {
            rebuild(2 * slots.length);
        }
    }

    boolean contains(long hash) {
        long key = key(hash);
        return slots[slot(key)] == key;
    }

    void write(BinaryWriter out) {
        long[] keys = Arrays.stream(slots).filter(key -> key != 0).sorted().toArray();
        out.flag(folded);
        out.ascending(keys);
    }

    static Tried read(BinaryReader in) {
        Tried tried = new Tried();
        tried.folded = in.flag();
        for (long key : in.ascending()) {
            tried.insert(key);
            if (4L * tried.size > 3L * tried.slots.length) {
                tried.rebuild(2 * tried.slots.length);
            }
        }
        return tried;
    }

    private void insert(long key) {
        int slot = slot(key);
        size += slots[slot] == 0 ? 1 : 0;
        slots[slot] = key;
    }

    private void rebuild(int length) {
        long[] keys = slots;
        slots = new long[length];
        size = 0;
        for (long key : keys) {
            if (key != 0) {
                insert(key(key));
            }
        }
    }

    /** Where the key is or, if it is not there, belongs. */
    private int slot(long key) {
        int mask = slots.length - 1;
        int slot = (int) ((key * 0x9E3779B97F4A7C15L) >>> 32) & mask;
        while (slots[slot] != 0 && slots[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private long key(long hash) {
        long key = folded ? hash & FOLDED_BITS : hash;
        return key == 0 ? 1 : key;
    }
}
