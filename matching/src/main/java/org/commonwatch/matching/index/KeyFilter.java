package org.commonwatch.matching.index;

/**
 * A Bloom filter whose four bits for a hash lie in one 64-bit word, so that a question costs one cache line (Putze, Sanders,
 * Singler 2007). False positives: about 1 % at {@link #BITS_PER_KEY}.
 */
public final class KeyFilter {
    static final int BITS_PER_KEY = 14;

    private KeyFilter() {}

    static long[] sized(long keys) {
        return new long[(int) Math.max(16, keys * BITS_PER_KEY / 64 + 1)];
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
