package org.commonwatch.matching.index;

/**
 * A bitmap of IPv4 /24 networks in which something is listed. The place of a network is its number times an odd constant
 * modulo 2^24, of which the top bits are kept: with all 24 bits the bitmap is exact, with fewer it is smaller and may say
 * "perhaps" to a network that shares the top bits.
 */
public final class NetFilter {
    private static final int NETS = 1 << 24;
    private static final int MULTIPLIER = 0x9e3779b1;
    private static final int BITS_MIN = 16;

    /** Bits of the bitmap for each listed network: about 3 % false positives. */
    private static final int SPARSITY = 32;

    private NetFilter() {}

    /** The bit for an address in a filter of {@code 64 << shift} bits less, see {@link #shift}. */
    public static int bit(int address, int shift) {
        return ((address >>> 8) * MULTIPLIER << 8) >>> shift;
    }

    /** What {@link #bit} needs for a filter of this many words. */
    public static int shift(int words) {
        return 32 - Integer.numberOfTrailingZeros(words * 64);
    }

    static long[] full() {
        return new long[NETS / 64];
    }

    static void add(long[] filter, int address) {
        int bit = bit(address, shift(filter.length));
        filter[bit >>> 6] |= 1L << bit;
    }

    /** Adds every network of a block. */
    static void add(long[] filter, int first, int prefix) {
        int networks = prefix >= 24 ? 1 : 1 << (24 - prefix);
        for (int i = 0; i < networks; i++) {
            add(filter, first + (i << 8));
        }
    }

    /** The smallest filter that stays sparse. */
    static long[] folded(long[] full) {
        long set = 0;
        for (long word : full) {
            set += Long.bitCount(word);
        }
        int bits = 24;
        while (bits > BITS_MIN && (1L << (bits - 1)) >= set * SPARSITY) {
            bits--;
        }
        long[] small = new long[1 << (bits - 6)];
        for (int word = 0; word < full.length; word++) {
            for (long rest = full[word]; rest != 0; rest &= rest - 1) {
                int bit = (word << 6 | Long.numberOfTrailingZeros(rest)) >>> (24 - bits);
                small[bit >>> 6] |= 1L << bit;
            }
        }
        return small;
    }
}
