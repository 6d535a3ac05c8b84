package org.commonwatch.matching.scan;

import java.util.Arrays;

/**
 * Where in a stretch something may be, from its planes alone, in one pass of arithmetic on 64 bytes at a time.
 *
 * <p>A dot between label bytes joins them. Adding the bit after each joining dot to the plane of label bytes carries to the end
 * of that label, and an end without another joining dot is the end of a dotted token. The same over digits tells which tokens
 * end in a number.
 */
final class Candidates {
    /** What an unconditional append may write beyond the last place. */
    private static final int SPARE = 8;

    private static final long EACH_16 = 0x0001_0001_0001_0001L;

    /** An IPv6 address has a double colon or at least so many. */
    static final int COLONS_MIN = 6;

    /** Label bytes and joining dots. */
    final long[] token;

    /** Joining dots. */
    final long[] joint;

    /** First byte after each dotted token, as a bit number of the planes; those whose last label is of digits stand apart. */
    final int[] names;

    int namesSize;

    final int[] numbers;
    int numbersSize;

    /** Where a defanged dot may start. */
    int[] loose = new int[256];

    int looseSize;

    /** Numbers of words whose colons may be of an IPv6 address. */
    final int[] colonWords;

    int colonWordsSize;

    /** Starts of 16 letters and digits at multiples of 16. */
    final int[] sixteens;

    int sixteensSize;

    Candidates(int words) {
        token = new long[words];
        joint = new long[words];
        // A token takes three bytes at least and a byte between it and the next.
        names = new int[words * 16 + SPARE];
        numbers = new int[words * 16 + SPARE];
        colonWords = new int[words];
        sixteens = new int[words * 4];
    }

    void find(Planes planes, int words) {
        tokens(planes, words);
        others(planes, words);
    }

    private void tokens(Planes planes, int words) {
        long[] label = planes.label;
        long[] dot = planes.dot;
        long[] digit = planes.digit;
        int name = 0;
        int number = 0;
        long carry = 0;
        long digitCarry = 0;
        long before = 0;
        // One word more than there are: a token may end with the last byte.
        for (int i = 1; i <= words + 1; i++) {
            long w = label[i];
            long d = dot[i] & (w << 1 | label[i - 1] >>> 63) & (w >>> 1 | (i <= words ? label[i + 1] << 63 : 0));
            joint[i] = d;
            token[i] = w | d;
            long begun = d << 1 | before >>> 63;
            before = d;

            long sum = w + begun;
            long carried = sum + carry;
            carry = (w & begun | (w | begun) & ~sum | sum & ~carried) >>> 63;
            long ends = carried & ~w & ~d;

            long n = digit[i];
            long digitBegun = begun & n;
            long digitSum = n + digitBegun;
            long digitCarried = digitSum + digitCarry;
            digitCarry = (n & digitBegun | (n | digitBegun) & ~digitSum | digitSum & ~digitCarried) >>> 63;
            long numeric = ends & digitCarried & ~n;

            name = append(names, name, ends & ~numeric, i - 1 << 6);
            number = append(numbers, number, numeric, i - 1 << 6);
        }
        namesSize = name;
        numbersSize = number;
    }

    /** Writes three places whether there are so many or not; a branch on their number would often be mispredicted. */
    private static int append(int[] to, int size, long bits, int base) {
        long rest = bits;
        to[size] = base + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        to[size + 1] = base + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        to[size + 2] = base + Long.numberOfTrailingZeros(rest);
        rest &= rest - 1;
        for (int at = size + 3; rest != 0; rest &= rest - 1) {
            to[at++] = base + Long.numberOfTrailingZeros(rest);
        }
        return size + Long.bitCount(bits);
    }

    private void others(Planes planes, int words) {
        long[] label = planes.label;
        long[] dot = planes.dot;
        long[] colon = planes.colon;
        long[] bracket = planes.bracket;
        long[] alphanumeric = planes.alphanumeric;
        looseSize = 0;
        int colons = 0;
        int sixteen = 0;
        int count = Long.bitCount(colon[1]);
        for (int i = 1; i <= words; i++) {
            long w = label[i];
            long next = label[i + 1];
            long b = bracket[i];
            long nextBracket = bracket[i + 1];
            long bracketed = (b << 1 | bracket[i - 1] >>> 63) & (b >>> 1 | nextBracket << 63);
            long escaped = ~(w << 1 | label[i - 1] >>> 63) & (w >>> 1 | next << 63);
            long looseDots = dot[i] & (bracketed | escaped);
            long word = b
                    & (b >>> 4 | nextBracket << 60)
                    & (w >>> 1 | next << 63)
                    & (w >>> 2 | next << 62)
                    & (w >>> 3 | next << 61);
            if ((looseDots | word) != 0) {
                loose(looseDots, (i - 1 << 6) - 1);
                loose(word, i - 1 << 6);
            }

            long run = alphanumeric[i];
            run &= run >>> 1;
            run &= run >>> 2;
            run &= run >>> 4;
            run &= run >>> 8;
            for (long rest = run & EACH_16; rest != 0; rest &= rest - 1) {
                sixteens[sixteen++] = (i - 1 << 6) + Long.numberOfTrailingZeros(rest);
            }

            long here = colon[i];
            long after = colon[i + 1];
            int afterCount = Long.bitCount(after);
            long pairs = here & here << 1 | after & (after << 1 | here >>> 63);
            if (pairs != 0 || count + afterCount >= COLONS_MIN) {
                colonWords[colons++] = i;
            }
            count = afterCount;
        }
        colonWordsSize = colons;
        sixteensSize = sixteen;
    }

    private void loose(long bits, int base) {
        if (looseSize + 64 > loose.length) {
            loose = Arrays.copyOf(loose, loose.length * 2);
        }
        for (long rest = bits; rest != 0; rest &= rest - 1) {
            loose[looseSize++] = base + Long.numberOfTrailingZeros(rest);
        }
    }

    /** Drops the ends of tokens up to {@code from} and those beyond {@code to}. */
    void keep(int from, int to) {
        namesSize = keep(names, namesSize, from, to);
        numbersSize = keep(numbers, numbersSize, from, to);
    }

    private static int keep(int[] places, int size, int from, int to) {
        int kept = 0;
        for (int i = 0; i < size; i++) {
            if (places[i] > from && places[i] <= to) {
                places[kept++] = places[i];
            }
        }
        return kept;
    }
}
