package org.commonwatch.ledger.sequence;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.commonwatch.kernel.Digest;
import org.junit.jupiter.api.Test;

class KnownIdsTest {
    private static Digest withPrefix(long prefix) {
        return Digest.fromBytes(
                ByteBuffer.allocate(Digest.BYTES).putLong(prefix).array());
    }

    /** Few different prefixes, so that they collide, against a list that is searched from end to end. */
    @Test
    void findsWhatAListFinds() {
        Random random = new Random(20261122);
        KnownIds ids = new KnownIds();
        ids.startAt(1_000_000);
        List<Long> all = new ArrayList<>();
        int rounds = KnownIds.ENTRIES_MAX + 20_000;
        for (int i = 0; i < rounds; i++) {
            long prefix = i % 3 == 0 ? random.nextInt(50_000) : random.nextLong();
            ids.add(prefix);
            all.add(prefix);
            if (i % 8_000 == 0 || i > rounds - 5) {
                long asked = all.get(random.nextInt(all.size()));
                Set<Long> expected = new HashSet<>();
                for (int j = Math.max(0, all.size() - KnownIds.ENTRIES_MAX); j < all.size(); j++) {
                    if (all.get(j) == asked) {
                        expected.add(1_000_000L + j);
                    }
                }
                assertEquals(expected, new HashSet<>(ids.candidates(withPrefix(asked))), "seed 20261122 at " + i);
            }
        }
        assertEquals(1_000_000L + rounds, ids.to());
        assertEquals(ids.to() - KnownIds.ENTRIES_MAX, ids.from());
    }
}
