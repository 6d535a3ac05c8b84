package org.commonwatch.matching.scan;

import java.util.Arrays;

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
    int[] places = new int[4096];

    int size;

    TokenEnds(int words) {
        token = new long[words];
        joint = new long[words];
    }

    void find(Planes planes, int words) {
        long[] word = planes.word;
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

    private void append(long bits, int base) {
        if (size + 64 > places.length) {
            places = Arrays.copyOf(places, places.length * 2);
        }
        int at = size;
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            places[at++] = base + Long.numberOfTrailingZeros(rest);
        }
        size = at;
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
