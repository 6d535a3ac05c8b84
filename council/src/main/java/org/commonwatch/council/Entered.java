package org.commonwatch.council;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Appends that have their place in the log and wait until a signed checkpoint covers it. Safe from many threads. */
final class Entered {
    private final TreeMap<Long, List<Asked>> byIndex = new TreeMap<>();
    private long published;

    Entered(long published) {
        this.published = published;
    }

    void add(Asked asked, long index) {
        long size;
        synchronized (this) {
            size = published;
            if (index >= size) {
                byIndex.computeIfAbsent(index, any -> new ArrayList<>(1)).add(asked);
                return;
            }
        }
        asked.answer(index, size);
    }

    /** Answers all that is below {@code size} now. */
    void published(long size) {
        List<Map.Entry<Long, List<Asked>>> done;
        synchronized (this) {
            published = Math.max(published, size);
            Map<Long, List<Asked>> below = byIndex.headMap(published, false);
            done = List.copyOf(below.entrySet());
            below.clear();
        }
        done.forEach(entry -> entry.getValue().forEach(asked -> asked.answer(entry.getKey(), size)));
    }

    private synchronized boolean isEmpty() {
        return byIndex.isEmpty();
    }

    /** Gives what has its place in the log so long to be published; whether it was interrupted. */
    boolean awaitAnswers(long nanosMax) {
        long deadline = System.nanoTime() + nanosMax;
        while (!isEmpty() && System.nanoTime() - deadline < 0) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                return true;
            }
        }
        return false;
    }

    /** Whoever waits is told that nobody knows. */
    void abandon(Exception reason) {
        List<List<Asked>> left;
        synchronized (this) {
            left = List.copyOf(byIndex.values());
            byIndex.clear();
        }
        left.forEach(all -> all.forEach(asked -> asked.future.completeExceptionally(reason)));
    }
}
