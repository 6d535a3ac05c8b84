package org.commonwatch.node.spine;

import java.nio.ByteBuffer;
import org.commonwatch.kernel.Digest;

/**
 * Which statements came by, told by the first eight bytes of their ids: 16 to 32 bytes of memory each, for logs of millions. To make
 * somebody else's statement look like one that came by takes 2^63 tries. Open addressing with linear probing, at most half full.
 * One thread.
 */
final class SeenStatements {
    private static final int SLOTS_FIRST = 1_024;

    /** Zero is a free slot. */
    private long[] slots = new long[SLOTS_FIRST];

    private int count;

    /** Returns whether it had not come by before. */
    boolean add(Digest statement) {
        long prefix = Math.max(1, ByteBuffer.wrap(statement.toBytes()).getLong() & Long.MAX_VALUE);
        if (!put(slots, prefix)) {
            return false;
        }
        if (++count > slots.length / 2) {
            long[] wider = new long[Math.multiplyExact(slots.length, 2)];
            for (long slot : slots) {
                if (slot != 0) {
                    put(wider, slot);
                }
            }
            slots = wider;
        }
        return true;
    }

    private static boolean put(long[] slots, long prefix) {
        int last = slots.length - 1;
        int at = (int) (prefix & last);
        while (slots[at] != 0) {
            if (slots[at] == prefix) {
                return false;
            }
            at = (at + 1) & last;
        }
        slots[at] = prefix;
        return true;
    }
}
