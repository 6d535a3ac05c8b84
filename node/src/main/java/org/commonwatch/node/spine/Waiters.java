package org.commonwatch.node.spine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.commonwatch.kernel.Refusal;

/**
 * Who waits for which entry to be applied. Guarded by its own lock; futures complete outside it. Whoever waits for an entry
 * that turned out void is told so: a command without effect is no success.
 */
final class Waiters {
    /** Void entries remembered for those who ask only after replay has passed them. */
    private static final int VOIDS_MAX = 1_000;

    private record Place(int log, long entry) {}

    private final Map<Place, String> voids = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, String> eldest) {
            return size() > VOIDS_MAX;
        }
    };
    private final Map<Integer, Long> sizes = new HashMap<>();
    private final Map<Integer, TreeMap<Long, CompletableFuture<Long>>> waiting = new HashMap<>();

    CompletableFuture<Long> await(int log, long entry) {
        synchronized (this) {
            if (entry >= sizes.getOrDefault(log, 0L)) {
                return waiting.computeIfAbsent(log, any -> new TreeMap<>())
                        .computeIfAbsent(entry, any -> new CompletableFuture<>());
            }
            CompletableFuture<Long> passed = new CompletableFuture<>();
            complete(passed, entry, Optional.ofNullable(voids.get(new Place(log, entry))));
            return passed;
        }
    }

    /** A log was removed; its number may name another one later. */
    synchronized void forget(int log) {
        sizes.remove(log);
        waiting.remove(log);
        voids.keySet().removeIf(place -> place.log() == log);
    }

    /** @param voided reasons of those entries before {@code size} that changed nothing, by index */
    void reached(int log, long size, Map<Long, String> voided) {
        List<Map.Entry<Long, CompletableFuture<Long>>> ready = new ArrayList<>();
        synchronized (this) {
            sizes.put(log, size);
            voided.forEach((entry, reason) -> voids.put(new Place(log, entry), reason));
            TreeMap<Long, CompletableFuture<Long>> waitingHere = waiting.getOrDefault(log, new TreeMap<>());
            while (!waitingHere.isEmpty() && waitingHere.firstKey() < size) {
                ready.add(waitingHere.pollFirstEntry());
            }
        }
        ready.forEach(
                entry -> complete(entry.getValue(), entry.getKey(), Optional.ofNullable(voided.get(entry.getKey()))));
    }

    private static void complete(CompletableFuture<Long> waiter, long entry, Optional<String> voidReason) {
        voidReason.ifPresentOrElse(
                reason -> waiter.completeExceptionally(new NotAccepted(Refusal.of(
                        NotAccepted.VOID, "", "The entry stands in the log and changes nothing: " + reason))),
                () -> waiter.complete(entry));
    }
}
