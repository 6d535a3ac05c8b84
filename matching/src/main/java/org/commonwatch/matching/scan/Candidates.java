package org.commonwatch.matching.scan;

import java.util.Arrays;

/**
 * Where in a stretch something may be, from its planes alone, in passes of arithmetic on 64 bytes at a time.
 *
 * <p>A dot between label bytes joins them. Adding the bit after each joining dot to the plane of label bytes carries to the end
 * of that label, and an end without another joining dot is the end of a dotted token. The same over digits tells which tokens
 * end in a number. An address shows by its third dot: one to three bytes after the second, that as many after the first.
 */
final class Candidates {
    /** What an unconditional append may write beyond the last place. */
    private static final int SPARE = 8;

    private static final long EACH_16 = 0x0001_0001_0001_0001L;
    private static final long TOP_OF_16 = EACH_16 << 15;

    /** An IPv6 address has a double colon or at least so many in sight: six before a dotted quad, of which a border hides one. */
    static final int COLONS_MIN = 5;

    /** Joining dots. */
    final long[] joint;

    /** First byte after each dotted token whose last label is no number, as a bit number of the planes. */
    final int[] names;

    int namesSize;

    /** Joining dots that may be the third of an IPv4 address. */
    final int[] thirds;

    int thirdsSize;

    /** Where a defanged dot may start. */
    int[] loose = new int[256];

    int looseSize;

    /** Numbers of words whose colons may be of an IPv6 address. */
    final int[] colonWords;

    int colonWordsSize;

    /** Starts of 16 letters and digits at multiples of 16. */
    final int[] sixteens;

    int sixteensSize;

    /** First bytes after names, and third dots, as planes. */
    private final long[] ends;

    private final long[] third;

    Candidates(int words) {
        ends = new long[words];
        third = new long[words];
        joint = new long[words];
        // A token takes three bytes at least and a byte between it and the next.
        names = new int[words * 16 + SPARE];
        thirds = new int[words * 32 + SPARE];
        colonWords = new int[words + 1];
        sixteens = new int[words * 4 + SPARE];
    }

    /**
     * Fills the lists from words 1 to {@code words} of the planes.
     *
     * @param numeric whether tokens whose last label is a number count as names as well
     */
    void find(Planes planes, int words, boolean numeric) {
        boolean last = names(planes, words, numeric ? 0 : -1);
        namesSize = list(ends, words, names);
        if (last) {
            // A token that ends with the last byte.
            names[namesSize++] = words << 6;
        }
        thirds(words);
        thirdsSize = list(third, words, thirds);
        loose(planes, words);
        sixteens(planes.alphanumeric, words);
        colons(planes, words);
    }

    /** Finds joining dots and ends of names. Whether a name ends with the last byte. */
    private boolean names(Planes planes, int words, long without) {
        long[] label = planes.label;
        long[] dot = planes.dot;
        long[] digit = planes.digit;
        long carry = 0;
        long digitCarry = 0;
        long before = 0;
        long w = 0;
        long next = label[1];
        for (int i = 1; i <= words; i++) {
            long last = w;
            w = next;
            next = label[i + 1];
            long d = dot[i] & (w << 1 | last >>> 63) & (w >>> 1 | next << 63);
            joint[i] = d;
            long begun = d << 1 | before >>> 63;
            before = d;

            // A bit that is added is a label's own, so the sum carries on where one was added or where it turned a bit
            // to 0.
            long sum = w + begun + carry;
            carry = (begun | w & ~sum) >>> 63;
            long n = digit[i];
            long number = begun & n;
            long numbers = n + number + digitCarry;
            digitCarry = (number | n & ~numbers) >>> 63;
            ends[i] = sum & ~(w | d) & ~(numbers & ~n & without);
        }
        joint[words + 1] = 0;
        return (carry & ~(digitCarry & without)) != 0;
    }

    /** Finds joining dots with another two to four bytes before them, and that one with another. */
    private void thirds(int words) {
        long dots = 0;
        long second = 0;
        long near = 0;
        long nearSecond = 0;
        for (int i = 1; i <= words; i++) {
            long before = dots;
            long nearBefore = near;
            dots = joint[i];
            near = dots | (dots << 1 | before >>> 63) | (dots << 2 | before >>> 62);
            long secondBefore = second;
            long nearSecondBefore = nearSecond;
            second = dots & (near << 2 | nearBefore >>> 62);
            nearSecond = second | (second << 1 | secondBefore >>> 63) | (second << 2 | secondBefore >>> 62);
            third[i] = dots & (nearSecond << 2 | nearSecondBefore >>> 62);
        }
    }

    /** Lists the bits of words 1 to {@code words} of a plane. */
    private static int list(long[] plane, int words, int[] to) {
        int size = 0;
        for (int i = 1; i <= words; i++) {
            long bits = plane[i];
            int base = i - 1 << 6;
            int at = size;
            size += Long.bitCount(bits);
            to[at] = base + Long.numberOfTrailingZeros(bits);
            bits &= bits - 1;
            to[at + 1] = base + Long.numberOfTrailingZeros(bits);
            bits &= bits - 1;
            for (at += 2; bits != 0; bits &= bits - 1) {
                to[at++] = base + Long.numberOfTrailingZeros(bits);
            }
        }
        return size;
    }

    /** Finds a dot after a bracket or backslash; or a word of three between brackets. */
    private void loose(Planes planes, int words) {
        long[] dot = planes.dot;
        long[] bracket = planes.bracket;
        looseSize = 0;
        long b = 0;
        long next = bracket[1];
        for (int i = 1; i <= words; i++) {
            long last = b;
            b = next;
            next = bracket[i + 1];
            long lone = dot[i] & (b << 1 | last >>> 63);
            long word = b & (b >>> 4 | next << 60);
            if ((lone | word) != 0) {
                loose(lone, (i - 1 << 6) - 1);
                loose(word & three(planes.label[i], planes.label[i + 1]), i - 1 << 6);
            }
        }
    }

    private void sixteens(long[] alphanumeric, int words) {
        int size = 0;
        for (int i = 1; i <= words; i++) {
            long a = alphanumeric[i];
            for (long rest = (a & ~TOP_OF_16) + EACH_16 & a & TOP_OF_16; rest != 0; rest &= rest - 1) {
                sixteens[size++] = (i - 1 << 6) + Long.numberOfTrailingZeros(rest) - 15;
            }
        }
        sixteensSize = size;
    }

    /**
     * Finds words that with the one after them hold a double colon, or {@link #COLONS_MIN} between letters or digits. An address
     * without a double colon has seven, or six and a dotted quad, of which the border of two words hides one at most.
     */
    private void colons(Planes planes, int words) {
        long[] colon = planes.colon;
        long[] alphanumeric = planes.alphanumeric;
        int size = 0;
        long c = 0;
        long pairs = 0;
        int inner = 0;
        for (int i = 1; i <= words + 1; i++) {
            long last = c;
            long pairsBefore = pairs;
            int innerBefore = inner;
            c = colon[i];
            long a = alphanumeric[i];
            pairs = c & (c << 1 | last >>> 63);
            inner = Long.bitCount(c & a << 1 & a >>> 1);
            if ((pairsBefore | pairs) != 0 || innerBefore + inner >= COLONS_MIN) {
                colonWords[size++] = i - 1;
            }
        }
        colonWordsSize = size;
    }

    /** Places before three label bytes. */
    private static long three(long w, long next) {
        return (w >>> 1 | next << 63) & (w >>> 2 | next << 62) & (w >>> 3 | next << 61);
    }

    private void loose(long bits, int base) {
        if (looseSize + 64 > loose.length) {
            loose = Arrays.copyOf(loose, loose.length * 2);
        }
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            loose[looseSize++] = base + Long.numberOfTrailingZeros(rest);
        }
    }
}
