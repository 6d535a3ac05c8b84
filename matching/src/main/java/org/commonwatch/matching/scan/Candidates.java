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
    private static final long TOP_OF_16 = EACH_16 << 15;

    /** An IPv6 address has a double colon or at least so many. */
    static final int COLONS_MIN = 6;

    /** Label bytes and joining dots. */
    final long[] token;

    /** Joining dots. */
    final long[] joint;

    /** Digits and joining dots. */
    final long[] numeral;

    /** First byte after each dotted token whose last label is no number, as a bit number of the planes. */
    final int[] names;

    int namesSize;

    /** First byte after each number that follows a joining dot, where a token or a part between hyphens ends. */
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
        numeral = new long[words];
        // A token takes three bytes at least and a byte between it and the next.
        names = new int[words * 16 + SPARE];
        numbers = new int[words * 16 + SPARE];
        colonWords = new int[words + 1];
        sixteens = new int[words * 4 + SPARE];
    }

    /** Fills the lists from words 1 to {@code words} of the planes. */
    void find(Planes planes, int words) {
        tokens(planes, words);
        others(planes, words);
    }

    private void tokens(Planes planes, int words) {
        long[] label = planes.label;
        long[] dot = planes.dot;
        long[] digit = planes.digit;
        long[] alphanumeric = planes.alphanumeric;
        int name = 0;
        int number = 0;
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
            token[i] = w | d;
            long begun = d << 1 | before >>> 63;
            before = d;

            long sum = w + begun;
            long carried = sum + carry;
            carry = (w & begun | w & ~sum | sum & ~carried) >>> 63;

            long n = digit[i];
            numeral[i] = n | d;
            long digitSum = n + (begun & n);
            long digitCarried = digitSum + digitCarry;
            digitCarry = (n & begun | n & ~digitSum | digitSum & ~digitCarried) >>> 63;

            long outside = ~(w | d);
            long digitEnds = digitCarried & ~n;
            int base = i - 1 << 6;
            name = append(names, name, carried & outside & ~digitEnds, base);
            number = append(numbers, number, digitEnds & (outside | w & ~alphanumeric[i]), base);
        }
        // A token may end with the last byte.
        numbers[number] = words << 6;
        names[name] = words << 6;
        numbersSize = number + (int) digitCarry;
        namesSize = name + (int) (carry & ~digitCarry);
        joint[words + 1] = 0;
        token[words + 1] = 0;
        numeral[words + 1] = 0;
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
        long a = 0;
        long nextA = alphanumeric[1];
        long b;
        long nextB = bracket[1];
        long w;
        long nextW = label[1];
        long pairs = 0;
        int inner = 0;
        long colonBefore = 0;
        for (int i = 1; i <= words; i++) {
            w = nextW;
            b = nextB;
            nextW = label[i + 1];
            nextB = bracket[i + 1];
            // A dot that joins nothing, before a label or bracket; or a word of three between brackets.
            long lone = dot[i] & ~joint[i] & ((w | b) >>> 1 | (nextW | nextB) << 63);
            long word = b & (b >>> 4 | nextB << 60);
            if ((lone | word) != 0) {
                loose(planes, i, lone, word);
            }

            long lastA = a;
            a = nextA;
            nextA = alphanumeric[i + 1];
            long run = (a & ~TOP_OF_16) + EACH_16 & a & TOP_OF_16;
            if (run != 0) {
                sixteen = append(sixteens, sixteen, run >>> 15, i - 1 << 6);
            }

            // Of the word before: it and this one hold a double colon, or six that stand between letters or digits.
            long c = colon[i];
            long pairsBefore = pairs;
            int innerBefore = inner;
            pairs = c & (c << 1 | colonBefore >>> 63);
            inner = Long.bitCount(c & (a << 1 | lastA >>> 63) & (a >>> 1 | nextA << 63));
            colonBefore = c;
            colonWords[colons] = i - 1;
            colons += isAny(pairsBefore | pairs) | COLONS_MIN - 1 - innerBefore - inner >>> 31;
        }
        colonWords[colons] = words;
        colons += isAny(pairs) | COLONS_MIN - 1 - inner >>> 31;
        colonWordsSize = colons;
        sixteensSize = sixteen;
    }

    private static int isAny(long bits) {
        return (int) ((bits | -bits) >>> 63);
    }

    private void loose(Planes planes, int i, long lone, long word) {
        long b = planes.bracket[i];
        long w = planes.label[i];
        long next = planes.label[i + 1];
        long bracketed = (b << 1 | planes.bracket[i - 1] >>> 63) & (b >>> 1 | planes.bracket[i + 1] << 63);
        long escaped = ~(w << 1 | planes.label[i - 1] >>> 63) & (w >>> 1 | next << 63);
        loose(lone & (bracketed | escaped), (i - 1 << 6) - 1);
        long three = (w >>> 1 | next << 63) & (w >>> 2 | next << 62) & (w >>> 3 | next << 61);
        loose(word & three, i - 1 << 6);
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
