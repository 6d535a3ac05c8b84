package org.commonwatch.node.notify;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * When a message that could not be sent is tried again: after the n-th failure five seconds doubled n-1 times, at most a quarter
 * of an hour, up to a tenth earlier or later so that several channels to one target drift apart. Afterwards it is given up, which
 * the page and the log show.
 */
final class BackOff {
    static final Duration FIRST = Duration.ofSeconds(5);
    static final Duration MOST = Duration.ofMinutes(15);

    /** Attempts of one message: some four hours, the length of a long repair. */
    static final int ATTEMPTS_MAX = 24;

    /** Attempts of a message that the target read and said no to: more of them would only hold up the next ones. */
    static final int REFUSED_ATTEMPTS_MAX = 3;

    /** 2^8 times five seconds are more than a quarter of an hour. */
    private static final int DOUBLINGS_MAX = 8;

    private final RandomGenerator random;

    BackOff(RandomGenerator random) {
        this.random = random;
    }

    /** @param attempts that failed, from 1 */
    Duration after(int attempts) {
        Duration full = FIRST.multipliedBy(1L << Math.min(attempts - 1, DOUBLINGS_MAX));
        Duration most = full.compareTo(MOST) > 0 ? MOST : full;
        return Duration.ofMillis(Math.round(most.toMillis() * (0.9 + 0.2 * random.nextDouble())));
    }

    static boolean isLast(int attempts, SendFault fault) {
        return attempts >= (fault.refused() ? REFUSED_ATTEMPTS_MAX : ATTEMPTS_MAX);
    }
}
