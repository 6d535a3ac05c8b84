package org.commonwatch.node.spine;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.function.IntFunction;

/**
 * Spreads pure work on the parts of one statement over all cores and keeps their order. While one request waits for its
 * entry the other cores would idle; with this an ingest of a thousand objects is about a third faster on two cores.
 */
public final class Fan {
    /** Parts below which handing work over costs more than it saves. */
    private static final int CHUNK_PARTS_MIN = 64;

    private final ForkJoinPool pool;
    private final int cores;

    /** @param cores threads that work at the same time, the caller among them */
    Fan(int cores) {
        this.cores = cores;
        // First in, first out: the oldest part is the one somebody waits for.
        this.pool =
                new ForkJoinPool(Math.max(1, cores - 1), ForkJoinPool.defaultForkJoinWorkerThreadFactory, null, true);
    }

    /** {@code work} for 0 to {@code parts - 1}, in that order; the first fault in order is thrown. */
    <T> List<T> map(int parts, IntFunction<T> work) {
        int chunks = Math.min(cores, parts / CHUNK_PARTS_MIN);
        if (chunks <= 1) {
            return range(0, parts, work);
        }
        List<ForkJoinTask<List<T>>> others = new ArrayList<>();
        for (int chunk = 1; chunk < chunks; chunk++) {
            int from = (int) ((long) parts * chunk / chunks);
            int to = (int) ((long) parts * (chunk + 1) / chunks);
            others.add(pool.submit(() -> range(from, to, work)));
        }
        List<T> all = new ArrayList<>(parts);
        all.addAll(range(0, parts / chunks, work));
        others.forEach(other -> all.addAll(other.join()));
        return all;
    }

    /** The other cores, for work that its caller can also do itself. */
    public Executor helpers() {
        return pool;
    }

    private static <T> List<T> range(int from, int to, IntFunction<T> work) {
        List<T> results = new ArrayList<>(to - from);
        for (int i = from; i < to; i++) {
            results.add(work.apply(i));
        }
        return results;
    }
}
