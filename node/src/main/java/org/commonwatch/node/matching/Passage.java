package org.commonwatch.node.matching;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Keeps looking back and matching apart, so that every line counts in one of them and none in both.
 *
 * <p>The index changes between blocks only, and each change begins an era. Blocks of earlier eras were scanned without what
 * is new, so the memory is asked about it when all of them have been remembered; blocks of the new era were scanned with it,
 * so what they showed is remembered when the memory has answered. Cost: a lock and a number a block.
 *
 * <p>Two bounds make this inexact rather than slow: a block that is not saved within the patience is no longer waited for, and
 * when more than {@link #HELD_MAX} blocks wait for an answer the oldest is remembered at once.
 */
@Singleton
class Passage {
    /** Blocks whose memory waits for an answer: a second of a busy node, some 40 MB at worst. */
    static final int HELD_MAX = 256;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Duration patience;
    private final ReentrantReadWriteLock scanning = new ReentrantReadWriteLock(true);

    // Guarded by this.
    private final TreeMap<Long, Integer> underWay = new TreeMap<>();
    private final Deque<Runnable> held = new ArrayDeque<>();
    private long era;
    private boolean asking;

    @Inject
    Passage() {
        this(PATIENCE);
    }

    Passage(Duration patience) {
        this.patience = patience;
    }

    /** A block on its way from its scan to its commit. Used by one thread. */
    final class Block {
        private final long scannedIn;

        private Block(long scannedIn) {
            this.scannedIn = scannedIn;
        }

        /** Ends the scan; until then the index stays as it is. */
        void scanned() {
            scanning.readLock().unlock();
        }

        /** After the commit of a block to be remembered: has that done, now or when the memory has answered. */
        void saved(Runnable remember) {
            Passage.this.saved(scannedIn, remember);
        }
    }

    /**
     * Before a block is scanned, by the thread that scans it and calls {@link Block#scanned}.
     *
     * @param remembered whether it will be; what is not remembered is not waited for
     */
    Block enter(boolean remembered) {
        scanning.readLock().lock();
        synchronized (this) {
            if (remembered) {
                underWay.merge(era, 1, Integer::sum);
            }
            return new Block(era);
        }
    }

    /** Changes the index between two blocks. */
    void change(Change change) throws IOException {
        scanning.writeLock().lock();
        try {
            synchronized (this) {
                era++;
                asking = true;
            }
            change.make();
        } finally {
            scanning.writeLock().unlock();
        }
    }

    @FunctionalInterface
    interface Change {
        void make() throws IOException;
    }

    /** Waits until every block that was scanned before the last change has been remembered. */
    synchronized void settle() {
        long until = System.nanoTime() + patience.toNanos();
        try {
            while (!underWay.headMap(era).isEmpty() && System.nanoTime() < until) {
                TimeUnit.NANOSECONDS.timedWait(this, until - System.nanoTime());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        underWay.headMap(era).clear();
    }

    /** The memory has been asked about everything that is new. */
    synchronized void answered() {
        asking = false;
        while (!held.isEmpty()) {
            held.remove().run();
        }
    }

    private synchronized void saved(long scannedIn, Runnable remember) {
        boolean waits = asking && scannedIn == era;
        if (waits) {
            held.add(remember);
            if (held.size() > HELD_MAX) {
                held.remove().run();
            }
        } else {
            remember.run();
        }
        underWay.computeIfPresent(scannedIn, (in, blocks) -> blocks == 1 ? null : blocks - 1);
        notifyAll();
    }
}
