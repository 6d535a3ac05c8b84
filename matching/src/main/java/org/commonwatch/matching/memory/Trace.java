package org.commonwatch.matching.memory;

import java.util.Comparator;

/**
 * One remembered fact: a key at a source with its times and count. Times are seconds since 1970.
 *
 * @param first not after {@code last}
 * @param count at least 1
 */
record Trace(Key key, int source, long first, long last, long count) {
    static final Comparator<Trace> ORDER = Comparator.comparing(Trace::key).thenComparingInt(Trace::source);

    boolean sameAs(Trace other) {
        return source == other.source && key.equals(other.key);
    }

    /** Both facts as one. */
    Trace with(Trace other) {
        return new Trace(key, source, Math.min(first, other.first), Math.max(last, other.last), count + other.count);
    }
}
