package org.commonwatch.matching.index;

/**
 * A Bloom filter whose four bits for a hash lie in one 64-bit word, so that a question costs one cache line (Putze, Sanders,
 * Singler 2007). False positives: about 1 % at {@link #BITS_PER_KEY}, 0.2 % at {@link #SMALL_BITS_PER_KEY}.
 */
public final class KeyFilter {
    static final int BITS_PER_KEY = 14;

    /** For filters that stay in a core's own cache even so. */
    static final int SMALL_BITS_PER_KEY = 28;

    private static final long SMALL_BYTES_MAX = 128 * 1024;

    /** 16 KiB: room for thousands of keys that a live index gets later. */
    private static final int WORDS_MIN = 2048;

    private KeyFilter() {}

    static long[] sized(long keys) {
        boolean small = keys * SMALL_BITS_PER_KEY / Byte.SIZE <= SMALL_BYTES_MAX;
        long bits = keys * (small ? SMALL_BITS_PER_KEY : BITS_PER_KEY);
        return new long[(int) Math.max(WORDS_MIN, bits / Long.SIZE + 1)];
    }

    /** The word a hash belongs to. */
    public static int word(long hash, int words) {
        return (int) ((hash >>> 32) * words >>> 32);
    }

    /** Its four bits; some may coincide. */
    public static long bits(long hash) {
        return 1L << hash | 1L << (hash >>> 6) | 1L << (hash >>> 12) | 1L << (hash >>> 18);
    }

    static void add(long[] filter, long hash) {
        filter[word(hash, filter.length)] |= bits(hash);
    }

    /** False when no such hash was added. */
    public static boolean mayHold(long[] filter, long hash) {
        long bits = bits(hash);
        return (filter[word(hash, filter.length)] & bits) == bits;
    }
}
