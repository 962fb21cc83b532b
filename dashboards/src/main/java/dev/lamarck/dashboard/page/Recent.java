package dev.lamarck.dashboard.page;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/** What was read last of a store whose entries never change; holds a bounded number. Safe for several threads. */
final class Recent<K, V> {

    private static final float LOAD = 0.75f;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<K, V> values;

    Recent(int most) {
        values = new LinkedHashMap<>(16, LOAD, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > most;
            }
        };
    }

    /** The value of a key, read if it is not held; two threads may read the same. */
    V get(K key, Function<K, V> read) {
        Optional<V> held = held(key);
        if (held.isPresent()) {
            return held.get();
        }
        V value = read.apply(key);
        hold(key, value);
        return value;
    }

    Optional<V> held(K key) {
        lock.lock();
        try {
            return Optional.ofNullable(values.get(key));
        } finally {
            lock.unlock();
        }
    }

    void hold(K key, V value) {
        lock.lock();
        try {
            values.put(key, value);
        } finally {
            lock.unlock();
        }
    }
}
