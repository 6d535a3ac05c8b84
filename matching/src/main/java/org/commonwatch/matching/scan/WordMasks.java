package org.commonwatch.matching.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes at a time in a long. A class test leaves bit 7 of each byte that belongs; a multiplication gathers these eight
 * bits in the top byte. Bytes from 0x80 are taken out first, so that no sum of two bytes below it carries over.
 */
final class WordMasks implements ByteMasks {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x80 * ONES;
    private static final long LOW = 0x7f * ONES;
    private static final long CASE = 0x20 * ONES;
    private static final long GATHER = 0x0002040810204081L;

    @Override
    public void classify(byte[] bytes, int from, int words, Planes to) {
        for (int word = 0; word < words; word++) {
            letters(bytes, from + 64 * word, to, word + 1);
            marks(bytes, from + 64 * word, to, word + 1);
        }
    }

    private static void letters(byte[] bytes, int from, Planes to, int word) {
        long labels = 0;
        long alphanumerics = 0;
        long digits = 0;
        long highs = 0;
        for (int i = 0; i < 64; i += 8) {
            long x = (long) LONG.get(bytes, from + i);
            long high = x & HIGH;
            long low = x & LOW;
            long digit = between(low, '0', '9') & ~high;
            long alphanumeric = between(low | CASE, 'a', 'z') & ~high | digit;
            labels |= gather(alphanumeric | (equal(low, '-') | equal(low, '_')) & ~high | high) << i;
            alphanumerics |= gather(alphanumeric) << i;
            digits |= gather(digit) << i;
            highs |= gather(high) << i;
        }
        to.word[word] = labels;
        to.alphanumeric[word] = alphanumerics;
        to.digit[word] = digits;
        to.high[word] = highs;
    }

    private static void marks(byte[] bytes, int from, Planes to, int word) {
        long dots = 0;
        long newlines = 0;
        long colons = 0;
        long opens = 0;
        long closes = 0;
        long backslashes = 0;
        for (int i = 0; i < 64; i += 8) {
            long x = (long) LONG.get(bytes, from + i);
            long ascii = ~x & HIGH;
            long low = x & LOW;
            dots |= gather(equal(low, '.') & ascii) << i;
            newlines |= gather(equal(low, '\n') & ascii) << i;
            colons |= gather(equal(low, ':') & ascii) << i;
            // '[' and '{', ']' and '}' differ in the bit of letter case.
            opens |= gather((equal(low | CASE, '{') | equal(low, '(')) & ascii) << i;
            closes |= gather((equal(low | CASE, '}') | equal(low, ')')) & ascii) << i;
            backslashes |= gather(equal(low, '\\') & ascii) << i;
        }
        to.dot[word] = dots;
        to.newline[word] = newlines;
        to.colon[word] = colons;
        to.open[word] = opens;
        to.close[word] = closes;
        to.backslash[word] = backslashes;
    }

    private static long between(long low, int first, int last) {
        return low + ONES * (0x80 - first) & ~(low + ONES * (0x7f - last)) & HIGH;
    }

    private static long equal(long low, int c) {
        return ~((low ^ ONES * c) + LOW) & HIGH;
    }

    /** Bits 7, 15, ... 63 as bits 0 to 7. */
    private static long gather(long bits) {
        return bits * GATHER >>> 56;
    }
}
