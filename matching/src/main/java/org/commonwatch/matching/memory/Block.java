package org.commonwatch.matching.memory;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.scan.ValueSink;

/**
 * Collects the values of one block of lines from one source. The same bytes are brought to canonical form once a block, so
 * a busy proxy's ten thousand lines to one host cost one parse. For one thread.
 */
public final class Block implements ValueSink {
    /** Distinct values of a block; further ones are counted as left out. A block of 1 MiB holds some 60,000 at most. */
    public static final int VALUES_MAX = 100_000;

    private final int source;
    private final long at;
    private final Map<Written, long[]> counts = new HashMap<>();
    private final Written probe = new Written();
    private long leftOut;

    /** @param at when the lines were seen: their own time, or when they arrived */
    public Block(int source, Instant at) {
        if (source < 0) {
            throw new IllegalArgumentException("sources are numbered from 0, not " + source);
        }
        this.source = source;
        this.at = Math.max(0, at.getEpochSecond());
    }

    @Override
    public void saw(long line, MatchKind kind, byte[] buffer, int from, int to) {
        probe.set(kind, buffer, from, to);
        long[] count = counts.get(probe);
        if (count != null) {
            count[0]++;
        } else if (counts.size() < VALUES_MAX) {
            counts.put(probe.copy(), new long[] {1});
        } else {
            leftOut++;
        }
    }

    /** Occurrences that were not remembered: no value of their kind after all, or beyond {@link #VALUES_MAX}. */
    public long leftOut() {
        return leftOut;
    }

    /** The facts of the block; values that turn out to be none are counted as left out. */
    List<Trace> traces() {
        List<Trace> traces = new ArrayList<>(counts.size());
        counts.forEach((written, count) -> written.key()
                .ifPresentOrElse(
                        key -> traces.add(new Trace(key, source, at, at, count[0])), () -> leftOut += count[0]));
        counts.clear();
        return traces;
    }
}
