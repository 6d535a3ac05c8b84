package org.commonwatch.matching.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Eight bytes at a time in a long. A class test leaves bit 7 of each byte that belongs; a multiplication gathers these eight
 * bits in the top byte. Tests work on the low seven bits, so that no sum carries over into the next byte.
 */
final class WordMasks implements ByteMasks {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH = 0x80 * ONES;
    private static final long LOW = 0x7f * ONES;
    private static final long CASE = 0x20 * ONES;
    private static final long GATHER = 0x0002040810204081L;

    @Override
    public boolean classify(byte[] bytes, int from, int words, Planes to) {
        long high = 0;
        for (int word = 0; word < words; word++) {
            high |= letters(bytes, from + 64 * word, to, word + 1);
            marks(bytes, from + 64 * word, to, word + 1);
        }
        return (high & HIGH) != 0;
    }

    private static long letters(byte[] bytes, int from, Planes to, int word) {
        long labels = 0;
        long alphanumerics = 0;
        long any = 0;
        for (int i = 0; i < 64; i += 8) {
            long x = (long) LONG.get(bytes, from + i);
            long low = x & LOW;
            long folded = low | CASE;
            long digit = low + ONES * (0x80 - '0') & ~(low + ONES * (0x7f - '9'));
            long letter = folded + ONES * (0x80 - 'a') & ~(folded + ONES * (0x7f - 'z'));
            long alphanumeric = (digit | letter) & ~x & HIGH;
            // '-' and '_' with bytes from 0x80; '-' is 0x2d and '_' 0x5f.
            long joiner = ~(((low ^ ONES * '-') + LOW) & ((low ^ ONES * '_') + LOW)) | x;
            labels |= gather((alphanumeric | joiner) & HIGH) << i;
            alphanumerics |= gather(alphanumeric) << i;
            any |= x;
        }
        to.label[word] = labels;
        to.alphanumeric[word] = alphanumerics;
        return any;
    }

    private static void marks(byte[] bytes, int from, Planes to, int word) {
        long dots = 0;
        long newlines = 0;
        long colons = 0;
        long brackets = 0;
        for (int i = 0; i < 64; i += 8) {
            long x = (long) LONG.get(bytes, from + i);
            long ascii = ~x & HIGH;
            long low = x & LOW;
            long folded = low | CASE;
            dots |= gather(~((low ^ ONES * '.') + LOW) & ascii) << i;
            newlines |= gather(~((low ^ ONES * '\n') + LOW) & ascii) << i;
            colons |= gather(~((low ^ ONES * ':') + LOW) & ascii) << i;
            // '[' and '{' differ in the bit of letter case, as ']' and '}' do; '(' and ')' in the lowest bit.
            long none = ((folded ^ ONES * '{') + LOW)
                    & ((folded ^ ONES * '}') + LOW)
                    & ((low & ~ONES ^ ONES * '(') + LOW);
            brackets |= gather(~none & ascii) << i;
        }
        to.dot[word] = dots;
        to.newline[word] = newlines;
        to.colon[word] = colons;
        to.bracket[word] = brackets;
    }

    /** Bits 7, 15, ... 63 as bits 0 to 7. */
    private static long gather(long bits) {
        return bits * GATHER >>> 56;
    }
}
