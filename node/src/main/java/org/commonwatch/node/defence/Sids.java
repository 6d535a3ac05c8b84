package org.commonwatch.node.defence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.commonwatch.kernel.Digest;

/**
 * Numbers of rules. A rule keeps its number over fetches and nodes, since it is drawn from a digest of what the rule is for; two
 * that draw the same one are told apart by drawing again, first come first served: the caller goes through them in order.
 */
final class Sids {
    /** Above what rule writers publish and far from the range for local rules; below 2^31, where some tools end. */
    static final long FIRST = 1_100_000_000L;

    /** How many there are: of 600,000 rules some 200 draw twice. */
    static final long COUNT = 900_000_000L;

    private final Set<Long> taken = new HashSet<>();

    long of(String rule) {
        for (int draw = 0; ; draw++) {
            byte[] text = (draw + " " + rule).getBytes(StandardCharsets.UTF_8);
            long number = FIRST
                    + Long.remainderUnsigned(
                            ByteBuffer.wrap(Digest.of(text).toBytes()).getLong(), COUNT);
            if (taken.add(number)) {
                return number;
            }
        }
    }
}
