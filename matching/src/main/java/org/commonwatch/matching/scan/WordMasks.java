package org.commonwatch.matching.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Without vectors: 64 bytes are turned into eight words, of which word k holds bit k of every byte, and classes are logic on
 * these eight (the transposition of Cameron, Herdy and Lin's Parabix, 2008). Three rounds of swaps between registers leave
 * byte 8w + b at bit 8b + w; logic does not mind, and only its results are put in order. Some 250 operations for 64 bytes.
 */
final class WordMasks implements ByteMasks {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long PAIRS = 0x5555555555555555L;
    private static final long QUARTERS = 0x3333333333333333L;
    private static final long HALVES = 0x0f0f0f0f0f0f0f0fL;

    @Override
    public boolean classify(byte[] bytes, int from, int words, Planes to) {
        long high = 0;
        for (int word = 1; word <= words; word++) {
            high |= classify(bytes, from + 64 * (word - 1), to, word);
        }
        return high != 0;
    }

    private static long classify(byte[] bytes, int at, Planes to, int word) {
        long a0 = (long) LONG.get(bytes, at);
        long a1 = (long) LONG.get(bytes, at + 8);
        long a2 = (long) LONG.get(bytes, at + 16);
        long a3 = (long) LONG.get(bytes, at + 24);
        long a4 = (long) LONG.get(bytes, at + 32);
        long a5 = (long) LONG.get(bytes, at + 40);
        long a6 = (long) LONG.get(bytes, at + 48);
        long a7 = (long) LONG.get(bytes, at + 56);

        // Register bit 0 against position bit 0, then 1 and 1, then 2 and 2.
        long c0 = a0 & PAIRS | (a1 & PAIRS) << 1;
        long c1 = a0 >>> 1 & PAIRS | a1 & ~PAIRS;
        long c2 = a2 & PAIRS | (a3 & PAIRS) << 1;
        long c3 = a2 >>> 1 & PAIRS | a3 & ~PAIRS;
        long c4 = a4 & PAIRS | (a5 & PAIRS) << 1;
        long c5 = a4 >>> 1 & PAIRS | a5 & ~PAIRS;
        long c6 = a6 & PAIRS | (a7 & PAIRS) << 1;
        long c7 = a6 >>> 1 & PAIRS | a7 & ~PAIRS;

        long d0 = c0 & QUARTERS | (c2 & QUARTERS) << 2;
        long d2 = c0 >>> 2 & QUARTERS | c2 & ~QUARTERS;
        long d1 = c1 & QUARTERS | (c3 & QUARTERS) << 2;
        long d3 = c1 >>> 2 & QUARTERS | c3 & ~QUARTERS;
        long d4 = c4 & QUARTERS | (c6 & QUARTERS) << 2;
        long d6 = c4 >>> 2 & QUARTERS | c6 & ~QUARTERS;
        long d5 = c5 & QUARTERS | (c7 & QUARTERS) << 2;
        long d7 = c5 >>> 2 & QUARTERS | c7 & ~QUARTERS;

        long b0 = d0 & HALVES | (d4 & HALVES) << 4;
        long b4 = d0 >>> 4 & HALVES | d4 & ~HALVES;
        long b1 = d1 & HALVES | (d5 & HALVES) << 4;
        long b5 = d1 >>> 4 & HALVES | d5 & ~HALVES;
        long b2 = d2 & HALVES | (d6 & HALVES) << 4;
        long b6 = d2 >>> 4 & HALVES | d6 & ~HALVES;
        long b3 = d3 & HALVES | (d7 & HALVES) << 4;
        long b7 = d3 >>> 4 & HALVES | d7 & ~HALVES;

        // Columns 2 and 3 of the ASCII table: 0x20 to 0x2f and 0x30 to 0x3f.
        long low = ~b7 & ~b6;
        long two = low & b5 & ~b4;
        long three = low & b5 & b4;
        long letters = ~b7 & b6;
        // Low half 0 to 9; and of letters 1 to 26 in the low five bits.
        long upToNine = ~b3 | ~b2 & ~b1;
        long digit = three & upToNine;
        long five = b4 & b3 & (b2 | b1 & b0);
        long letter = letters & ~five & (b4 | b3 | b2 | b1 | b0);
        long alphanumeric = digit | letter;
        long eightUp = b3 & b2;
        long minus = two & eightUp & ~b1 & b0;
        long underline = letters & ~b5 & b4 & eightUp & b1 & b0;
        long closing = b4 & b3 & (~b2 & b1 & b0 | b2 & ~b1) & letters;
        long round = two & b3 & ~b2 & ~b1;
        to.label[word] = ordered(alphanumeric | minus | underline | b7);
        to.alphanumeric[word] = ordered(alphanumeric);
        to.digit[word] = ordered(digit);
        to.dot[word] = ordered(two & eightUp & b1 & ~b0);
        to.newline[word] = ordered(low & ~b5 & ~b4 & b3 & ~b2 & b1 & ~b0);
        to.colon[word] = ordered(three & b3 & ~b2 & b1 & ~b0);
        to.bracket[word] = ordered(closing | round);
        return b7;
    }

    /** Bit 8b + w to bit 8w + b: a transposition of eight by eight bits (Warren, Hacker's Delight, 7-3). */
    private static long ordered(long bits) {
        long x = bits;
        long swap = (x ^ x >>> 7) & 0x00aa00aa00aa00aaL;
        x ^= swap ^ swap << 7;
        swap = (x ^ x >>> 14) & 0x0000cccc0000ccccL;
        x ^= swap ^ swap << 14;
        swap = (x ^ x >>> 28) & 0x00000000f0f0f0f0L;
        return x ^ swap ^ swap << 28;
    }
}
