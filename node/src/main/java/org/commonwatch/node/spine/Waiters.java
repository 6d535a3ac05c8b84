package org.commonwatch.node.spine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** Who waits for which entry to be applied. Guarded by its own lock; futures complete outside it. */
final class Waiters {
    private final Map<Integer, Long> sizes = new HashMap<>();
    private final Map<Integer, TreeMap<Long, CompletableFuture<Long>>> waiting = new HashMap<>();

    CompletableFuture<Long> await(int log, long entry) {
        synchronized (this) {
            if (entry >= sizes.getOrDefault(log, 0L)) {
                return waiting.computeIfAbsent(log, any -> new TreeMap<>())
                        .computeIfAbsent(entry, any -> new CompletableFuture<>());
            }
        }
        return CompletableFuture.completedFuture(entry);
    }

    /** A log was removed; its number may name another one later. */
    synchronized void forget(int log) {
        sizes.remove(log);
        waiting.remove(log);
    }

    void reached(int log, long size) {
        List<Map.Entry<Long, CompletableFuture<Long>>> ready = new ArrayList<>();
        synchronized (this) {
            sizes.put(log, size);
            TreeMap<Long, CompletableFuture<Long>> waitingHere = waiting.getOrDefault(log, new TreeMap<>());
            while (!waitingHere.isEmpty() && waitingHere.firstKey() < size) {
                ready.add(waitingHere.pollFirstEntry());
            }
        }
        ready.forEach(entry -> entry.getValue().complete(entry.getKey()));
    }
}
