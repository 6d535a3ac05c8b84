package org.commonwatch.node.feeds;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * When a feed is asked again. After a good poll: its schedule, a tenth earlier or later, so that many nodes that started
 * together drift apart. After the n-th failure in a row: one minute doubled n-1 times, at most a day, shortened by up to a
 * half at random ("equal jitter"); never before the server's own Retry-After, which counts up to a day.
 */
final class Schedule {
    static final Duration BACK_OFF_MIN = Duration.ofMinutes(1);
    static final Duration BACK_OFF_MAX = Duration.ofDays(1);

    /** 2^11 minutes are more than a day. */
    private static final int DOUBLINGS_MAX = 11;

    private final RandomGenerator random;

    Schedule(RandomGenerator random) {
        this.random = random;
    }

    Instant afterSuccess(int everyMinutes, Instant now) {
        double factor = 0.9 + 0.2 * random.nextDouble();
        return now.plusSeconds(Math.round(everyMinutes * 60 * factor));
    }

    /** @param failures in a row, this one included */
    Instant afterFailure(int failures, Optional<Duration> retryAfter, Instant now) {
        Duration full = BACK_OFF_MIN.multipliedBy(1L << Math.min(failures - 1, DOUBLINGS_MAX));
        Duration most = full.compareTo(BACK_OFF_MAX) > 0 ? BACK_OFF_MAX : full;
        long halfSeconds = most.toSeconds() / 2;
        Duration jittered = Duration.ofSeconds(halfSeconds + Math.round(halfSeconds * random.nextDouble()));
        Duration asked = retryAfter
                .map(wish -> wish.compareTo(BACK_OFF_MAX) > 0 ? BACK_OFF_MAX : wish)
                .orElse(Duration.ZERO);
        return now.plus(asked.compareTo(jittered) > 0 ? asked : jittered);
    }
}
