package org.commonwatch.ledger.follow;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * New leaves as somebody announced them, without a gap. Nothing here is verified: they go through the tree like fetched ones, and
 * when they do not lead to the signed root they are forgotten and fetched. Bounded: the oldest go first. Safe from many threads.
 */
public final class Announced {
    /** Leaves kept: more than a follower that hears is ever behind. */
    static final int LEAVES_MAX = 1_024;

    /** Their bytes. */
    static final int BYTES_MAX = 4 * 1024 * 1024;

    private final ArrayDeque<byte[]> leaves = new ArrayDeque<>();

    /** Index of the first leaf; guarded by {@code this}, as all else. */
    private long from;

    private long bytes;

    /** @param index of the first of {@code more} */
    public synchronized void add(long index, List<byte[]> more) {
        if (index > end()) {
            forget();
            from = index;
        }
        more.stream().skip(end() - index).forEach(leaf -> {
            leaves.add(leaf);
            bytes += leaf.length;
        });
        while (leaves.size() > LEAVES_MAX || bytes > BYTES_MAX) {
            drop();
        }
        notifyAll();
    }

    /**
     * Waits until leaves up to {@code size} came, or as many are held and were dropped; at most {@code nanos}.
     *
     * @param clock as {@code System::nanoTime}
     */
    public synchronized void await(long size, long nanos, LongSupplier clock) throws InterruptedException {
        long deadline = clock.getAsLong() + nanos;
        for (long left = nanos; end() < size && left > 0; left = deadline - clock.getAsLong()) {
            TimeUnit.NANOSECONDS.timedWait(this, left);
        }
    }

    /** Leaves {@code [first, size)}; empty unless all of them came. */
    synchronized Optional<List<byte[]>> between(long first, long size) {
        return first < from || size > end()
                ? Optional.empty()
                : Optional.of(
                        leaves.stream().skip(first - from).limit(size - first).toList());
    }

    /** What is held need not be kept here. */
    synchronized void held(long size) {
        while (from < size && !leaves.isEmpty()) {
            drop();
        }
        from = Math.max(from, size);
        notifyAll();
    }

    synchronized void forget() {
        leaves.clear();
        bytes = 0;
    }

    private long end() {
        return from + leaves.size();
    }

    private void drop() {
        bytes -= leaves.remove().length;
        from++;
    }
}
