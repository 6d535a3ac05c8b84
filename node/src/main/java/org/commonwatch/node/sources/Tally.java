package org.commonwatch.node.sources;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How a running source does, in memory: what the page shows beside the counters in the store. Safe for many threads.
 */
final class Tally {
    /** Seconds over which the rate is taken. */
    private static final int RATE_SECONDS = 60;

    private final Clock clock;
    private final long[] linesBySecond = new long[RATE_SECONDS];
    private long second;
    private long lag;
    private long leftOut;
    private Optional<Failure> failure = Optional.empty();
    private final Map<Dropped, Long> dropped = new EnumMap<>(Dropped.class);

    /**
     * What went wrong last.
     *
     * @param over it is known to be right again
     */
    record Failure(String message, Instant at, boolean over) {}

    Tally(Clock clock) {
        this.clock = clock;
        this.second = clock.instant().getEpochSecond();
    }

    synchronized void took(long lines) {
        turnTo(clock.instant().getEpochSecond());
        linesBySecond[Math.floorMod(second, RATE_SECONDS)] += lines;
    }

    /** Lines a second over the last minute. */
    synchronized double rate() {
        turnTo(clock.instant().getEpochSecond());
        long lines = 0;
        for (long each : linesBySecond) {
            lines += each;
        }
        return (double) lines / RATE_SECONDS;
    }

    synchronized void failed(String message) {
        failure = Optional.of(new Failure(message.replaceAll("\\p{Cntrl}+", " "), clock.instant(), false));
    }

    /** What had failed works again, though no line came yet. */
    synchronized void recovered() {
        failure = failure.map(last -> new Failure(last.message(), last.at(), true));
    }

    synchronized Optional<Failure> failure() {
        return failure;
    }

    synchronized void lag(long bytes) {
        lag = bytes;
    }

    synchronized long lag() {
        return lag;
    }

    synchronized void leftOut(long files) {
        leftOut = files;
    }

    synchronized long leftOut() {
        return leftOut;
    }

    synchronized void dropped(Dropped reason, long count) {
        dropped.merge(reason, count, Long::sum);
    }

    /** What was dropped since the last call, to be added to the store. */
    synchronized Map<Dropped, Long> takeDropped() {
        Map<Dropped, Long> taken = Map.copyOf(dropped);
        dropped.clear();
        return taken;
    }

    private void turnTo(long now) {
        if (now - second >= RATE_SECONDS) {
            java.util.Arrays.fill(linesBySecond, 0);
        } else {
            for (long each = second + 1; each <= now; each++) {
                linesBySecond[Math.floorMod(each, RATE_SECONDS)] = 0;
            }
        }
        second = Math.max(second, now);
    }
}
