package org.commonwatch.ledger.sequence;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.Leaf;
import org.commonwatch.ledger.tile.LogReader;

/**
 * Where recent statements stand in the log, found by the first 64 bits of their id: a ring of prefixes for the newest
 * entries and an open-addressing table over it (linear probing, deletion by shifting back, load at most one half). Answers
 * are candidates; {@link #find} reads the entry and compares. 16 bytes an entry, at most {@link #ENTRIES_MAX} entries; it
 * starts small and doubles. What has fallen out cannot enter twice, because its lane number is used. One thread.
 */
final class KnownIds {
    /** Entries remembered: many times what all authors together may have unacknowledged. */
    static final int ENTRIES_MAX = 1 << 18;

    private static final int ENTRIES_MIN = 1 << 10;

    /**
     * Ids are hashes, but their author can grind them until they crowd one place of a table that it can foresee: multiplicative
     * hashing with an odd number that nobody knows is universal (Dietzfelbinger et al., 1997).
     */
    private final long multiplier = new SecureRandom().nextLong() | 1;

    private long[] ring = new long[ENTRIES_MIN];
    /** Ring slot + 1; zero is free. */
    private int[] table = new int[2 * ENTRIES_MIN];

    private long from;
    private long to;

    /** Forgets everything; the next entry to {@link #add} is {@code index}. */
    void startAt(long index) {
        Arrays.fill(table, 0);
        from = index;
        to = index;
    }

    static long prefix(Digest id) {
        return ByteBuffer.wrap(id.toBytes()).getLong();
    }

    /** Index of the oldest entry still known. */
    long from() {
        return from;
    }

    /** Index after the newest entry. */
    long to() {
        return to;
    }

    long prefixAt(long index) {
        return ring[slot(index)];
    }

    void add(long prefix) {
        if (to - from == ring.length) {
            if (ring.length < ENTRIES_MAX) {
                grow();
            } else {
                remove(slot(from));
                from++;
            }
        }
        int slot = slot(to);
        ring[slot] = prefix;
        insert(slot);
        to++;
    }

    /**
     * The published entry that is this very statement.
     *
     * @param size of what is published
     */
    Optional<Long> find(Digest id, LogReader reader, long size) {
        return candidates(id).stream()
                .filter(index -> index < size && isStatement(reader.entry(index), id))
                .findFirst();
    }

    private static boolean isStatement(Leaf leaf, Digest id) {
        try {
            return Envelope.parse(leaf.bytes()).id().equals(id);
        } catch (Refused e) {
            // A leaf that is no envelope is nobody's statement.
            return false;
        }
    }

    /** Entries whose id starts with the same 64 bits, in no order. */
    List<Long> candidates(Digest id) {
        long prefix = prefix(id);
        List<Long> indexes = new ArrayList<>(1);
        for (int at = home(prefix); table[at] != 0; at = next(at)) {
            int slot = table[at] - 1;
            if (ring[slot] == prefix) {
                indexes.add(indexOf(slot));
            }
        }
        return indexes;
    }

    private long indexOf(int slot) {
        long base = from - slot(from) + slot;
        return base >= from ? base : base + ring.length;
    }

    private void grow() {
        long[] old = ring;
        ring = new long[2 * old.length];
        table = new int[2 * ring.length];
        for (long index = from; index < to; index++) {
            ring[slot(index)] = old[(int) (index & (old.length - 1))];
            insert(slot(index));
        }
    }

    private void insert(int slot) {
        int at = home(ring[slot]);
        while (table[at] != 0) {
            at = next(at);
        }
        table[at] = slot + 1;
    }

    private void remove(int slot) {
        int hole = home(ring[slot]);
        while (table[hole] != slot + 1) {
            hole = next(hole);
        }
        for (int at = next(hole); table[at] != 0; at = next(at)) {
            int home = home(ring[table[at] - 1]);
            // An element may move into the hole unless its home lies cyclically after the hole.
            boolean stays = hole <= at ? hole < home && home <= at : hole < home || home <= at;
            if (!stays) {
                table[hole] = table[at];
                hole = at;
            }
        }
        table[hole] = 0;
    }

    private int slot(long index) {
        return (int) (index & (ring.length - 1));
    }

    private int home(long prefix) {
        return (int) ((prefix * multiplier) >>> 33) & (table.length - 1);
    }

    private int next(int at) {
        return (at + 1) & (table.length - 1);
    }
}
