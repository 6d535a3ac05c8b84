package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Db;

/**
 * The prefix lengths that stored ranges have, few in practice: an address is then in a stored range exactly when its network
 * of one of these lengths is stored. Found by skipping through the index, one seek for each length present.
 */
record PrefixLengths(List<Integer> four, List<Integer> six) {
    private static final String NEXT = "SELECT sort FROM value WHERE kind = ? AND sort >= ? ORDER BY sort LIMIT 1";

    PrefixLengths {
        four = List.copyOf(four);
        six = List.copyOf(six);
    }

    static PrefixLengths of(Db db) {
        return new PrefixLengths(lengths(db, ValueOrder.IPV4_RANGE), lengths(db, ValueOrder.IPV6_RANGE));
    }

    private static List<Integer> lengths(Db db, ValueOrder order) {
        List<Integer> lengths = new ArrayList<>();
        byte[] from = {0};
        while (true) {
            Optional<byte[]> found = db.first(NEXT, row -> row.getBytes(1), order.number(), from);
            if (found.isEmpty()) {
                return lengths;
            }
            byte length = found.get()[0];
            lengths.add(Byte.toUnsignedInt(length));
            from = new byte[] {(byte) (length + 1)};
        }
    }
}
