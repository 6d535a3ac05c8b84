package org.commonwatch.matching.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Predicate;

/** The newest facts, in memory and in order, until they become a segment. Guarded by {@link Memory}'s lock. */
final class Table {
    /** What an entry takes on the heap beside its key's bytes: tree node, two records, array header. */
    private static final int ENTRY_BYTES = 150;

    private record Place(Key key, int source) implements Comparable<Place> {
        private static final Comparator<Place> ORDER =
                Comparator.comparing(Place::key).thenComparingInt(Place::source);

        @Override
        public int compareTo(Place other) {
            return ORDER.compare(this, other);
        }
    }

    private final TreeMap<Place, Trace> traces = new TreeMap<>();
    private long bytes;

    void add(Trace trace) {
        int before = traces.size();
        traces.merge(new Place(trace.key(), trace.source()), trace, Trace::with);
        if (traces.size() > before) {
            bytes += ENTRY_BYTES + trace.key().bytes().length;
        }
    }

    long bytes() {
        return bytes;
    }

    List<Trace> inOrder() {
        return new ArrayList<>(traces.values());
    }

    /** Hands over what lies in the range until {@code visit} says no. */
    void visit(KeyRange range, Predicate<Trace> visit) {
        Place from = new Place(range.from(), Integer.MIN_VALUE);
        Place to = new Place(range.to(), Integer.MAX_VALUE);
        for (Trace trace : traces.subMap(from, true, to, true).values()) {
            if (!visit.test(trace)) {
                return;
            }
        }
    }

    void clear() {
        traces.clear();
        bytes = 0;
    }

    void forget(int source) {
        traces.keySet().removeIf(place -> place.source() == source);
        bytes = 0;
        traces.keySet().forEach(place -> bytes += ENTRY_BYTES + place.key().bytes().length);
    }
}
