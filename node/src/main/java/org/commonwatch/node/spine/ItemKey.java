package org.commonwatch.node.spine;

/**
 * An object's place among all logs as one ordered number: log (10 bits), entry (38 bits), position in the statement (14
 * bits). Row keys of every projection come from it, so that a rebuild in any batch size gives the same rows.
 */
public record ItemKey(int log, long entry, int position) {
    private static final int POSITION_BITS = 14;
    private static final int ENTRY_BITS = 38;

    public ItemKey {
        if (entry < 0 || entry >>> ENTRY_BITS != 0) {
            throw new IllegalArgumentException("entry " + entry + " does not fit a key");
        }
        if (position < 0 || position >>> POSITION_BITS != 0) {
            throw new IllegalArgumentException("position " + position + " does not fit a key");
        }
    }

    public static ItemKey of(long key) {
        return new ItemKey(
                (int) (key >>> (POSITION_BITS + ENTRY_BITS)), (key >>> POSITION_BITS) & ((1L << ENTRY_BITS) - 1), (int)
                        (key & ((1L << POSITION_BITS) - 1)));
    }

    public long toLong() {
        return ((long) log << (POSITION_BITS + ENTRY_BITS)) | (entry << POSITION_BITS) | position;
    }

    /** The smallest key of a log. */
    public static long first(int log) {
        return new ItemKey(log, 0, 0).toLong();
    }

    /** The smallest key after a log. */
    public static long end(int log) {
        return first(log + 1);
    }
}
