package org.commonwatch.matching.window;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.commonwatch.stix.pattern.Observation;

/** The observations that one pattern may still need, in order of arrival. */
final class Buffer {
    /** Kept for one pattern: each evaluation looks at all of them. */
    static final int OBSERVATIONS_MAX = 512;

    /** Kept for one pattern, in bytes of their JSON. */
    static final int BYTES_MAX = 1024 * 1024;

    /** How much later than the newest an observation may arrive and still meet those of its own time. */
    static final Duration LATE_MAX = Duration.ofMinutes(10);

    /** @param satisfies which comparisons of the pattern are true of it */
    record Kept(Observation observation, BitSet satisfies, int bytes) {}

    private final Deque<Kept> kept = new ArrayDeque<>();
    private final Set<String> ids = new HashSet<>();
    private int bytes;

    boolean holds(String id) {
        return ids.contains(id);
    }

    /** What ended more than {@code span} before {@code newest} can take part in nothing more, but for late arrivals. */
    void expire(Instant newest, Duration span) {
        Instant oldest = newest.minus(span).minus(LATE_MAX);
        for (Iterator<Kept> each = kept.iterator(); each.hasNext(); ) {
            Kept next = each.next();
            if (next.observation().last().isBefore(oldest)) {
                each.remove();
                forget(next);
            }
        }
    }

    /** @return how many had to go for it: the longest here, or it itself when it alone is too large */
    int add(Kept added) {
        if (added.bytes() > BYTES_MAX) {
            return 1;
        }
        int dropped = 0;
        while (kept.size() >= OBSERVATIONS_MAX || bytes + added.bytes() > BYTES_MAX) {
            dropOldest();
            dropped++;
        }
        kept.add(added);
        ids.add(added.observation().id());
        bytes += added.bytes();
        return dropped;
    }

    void dropOldest() {
        forget(kept.remove());
    }

    void remove(Collection<String> taken) {
        for (Iterator<Kept> each = kept.iterator(); each.hasNext(); ) {
            Kept next = each.next();
            if (taken.contains(next.observation().id())) {
                each.remove();
                forget(next);
            }
        }
    }

    private void forget(Kept gone) {
        ids.remove(gone.observation().id());
        bytes -= gone.bytes();
    }

    int size() {
        return kept.size();
    }

    int bytes() {
        return bytes;
    }

    /** How often each comparison could be bound. */
    long[] supply(int comparisons) {
        long[] supply = new long[comparisons];
        for (Kept each : kept) {
            for (int i = each.satisfies().nextSetBit(0);
                    i >= 0;
                    i = each.satisfies().nextSetBit(i + 1)) {
                supply[i] = Math.min(
                        Integer.MAX_VALUE, supply[i] + each.observation().count());
            }
        }
        return supply;
    }

    List<Observation> observations() {
        List<Observation> all = new ArrayList<>(kept.size());
        kept.forEach(each -> all.add(each.observation()));
        return all;
    }
}
