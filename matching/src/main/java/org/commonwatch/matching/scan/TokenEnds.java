package org.commonwatch.matching.scan;

/**
 * Where dotted tokens end. A dot between label bytes joins them; adding the bit after each joining dot to the plane of label bytes
 * carries to the end of that label, and an end without another joining dot is the end of the token.
 */
final class TokenEnds {
    /** Label bytes and joining dots. */
    final long[] token;

    /** Joining dots. */
    final long[] joint;

    /** First byte after each token, as a bit number of the planes. */
    final int[] places;

    int size;

    /** What {@link #append} may write beyond the last place. */
    private static final int SPARE = 8;

    TokenEnds(int words) {
        // A token takes three bytes at least and a byte between it and the next.
        places = new int[words * 16 + SPARE];
        token = new long[words];
        joint = new long[words];
    }

    void find(Planes planes, int words) {
        long[] word = planes.label;
        long[] dot = planes.dot;
        long carry = 0;
        long before = 0;
        size = 0;
        for (int i = 1; i <= words; i++) {
            long w = word[i];
            long d = dot[i] & (w << 1 | word[i - 1] >>> 63) & (w >>> 1 | word[i + 1] << 63);
            joint[i] = d;
            token[i] = w | d;
            long begun = d << 1 | before >>> 63;
            long sum = w + begun;
            long carried = sum + carry;
            append(carried & ~w & ~d, i - 1 << 6);
            carry = (w & begun | (w | begun) & ~sum | sum & ~carried) >>> 63;
            before = d;
        }
        joint[words + 1] = 0;
        token[words + 1] = 0;
        append(carry, words << 6);
    }

    /** Writes four places whether there are so many or not; a branch on their number would often be mispredicted. */
    private void append(long bits, int base) {
        int[] to = places;
        int at = size;
        int count = Long.bitCount(bits);
        long rest = bits;
        to[at] = base + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        to[at + 1] = base + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        to[at + 2] = base + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        to[at + 3] = base + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        for (at += 4; rest != 0; rest &= rest - 1) {
            to[at++] = base + Long.numberOfTrailingZeros(rest);
        }
        size += count;
    }

    /** Drops the ends up to {@code from} and those beyond {@code to}. */
    void keep(int from, int to) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (places[i] > from && places[i] <= to) {
                places[kept++] = places[i];
            }
        }
        size = kept;
    }
}
