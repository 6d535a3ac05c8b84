package org.commonwatch.node.search;

import org.commonwatch.node.spine.ItemKey;

/**
 * An item's key in fewer bytes. SQLite stores small integers short, but a key has its log on top, which makes every key but
 * the first log's eight bytes long. Here the log is in the lowest two bits, for the three logs every node has; other logs
 * have 3 there and the key above. The column {@code value.key} turns it back.
 */
final class Place {
    private static final int BITS = 2;
    private static final int OTHER_LOG = 3;

    private Place() {}

    static long of(long key) {
        int log = ItemKey.of(key).log();
        return log < OTHER_LOG ? (key - ItemKey.first(log)) << BITS | log : key << BITS | OTHER_LOG;
    }
}
