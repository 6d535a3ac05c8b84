package org.commonwatch.node.spine;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Costly work that others can bring about as often as they like: after each time it rests for a multiple of how long it took, so
 * that it takes a fixed share of the time at most, but for an allowance. One thread.
 */
public final class Proportion {
    private final int share;
    private final long restNanosMax;
    private final long allowedNanos;
    private final LongSupplier nanos;
    private long restSince;
    private long restNanos;

    /**
     * @param share the work takes one part in so many of the time
     * @param restMax but is never put off for longer than this
     * @param allowance of rest that may still be due when it works again, so that the first times follow each other at once
     * @param nanos as {@code System::nanoTime}
     */
    public Proportion(int share, Duration restMax, Duration allowance, LongSupplier nanos) {
        this.share = share;
        this.restNanosMax = restMax.toNanos();
        this.allowedNanos = allowance.toNanos();
        this.nanos = nanos;
    }

    /** Whether it has rested enough; at first it has. */
    public boolean isOver() {
        return due() <= allowedNanos;
    }

    private long due() {
        return restNanos == 0 ? 0 : Math.max(0, restNanos - (nanos.getAsLong() - restSince));
    }

    /** Does the work; the rest begins when it ends, one way or the other. */
    public void take(Runnable work) {
        long due = due();
        long begun = nanos.getAsLong();
        try {
            work.run();
        } finally {
            restSince = nanos.getAsLong();
            restNanos = Math.min(restNanosMax, due + Math.multiplyExact(share, restSince - begun));
        }
    }
}
