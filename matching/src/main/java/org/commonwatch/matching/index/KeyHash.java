package org.commonwatch.matching.index;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The two hashes of an index file; {@code docs/formats/index.md} gives vectors.
 *
 * <p>{@link #of} is over a whole key. {@link #suffix} is over the last {@link #SUFFIX_BYTES} bytes of a host's last two labels and
 * folds case by setting bit 5 of every byte; a scanner computes it from three loads. Neither is trusted: they only choose
 * where to look.
 */
public final class KeyHash {
    /** How many bytes at the end of a host's last two labels take part in {@link #suffix}. */
    public static final int SUFFIX_BYTES = 24;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long SEED = 0x243f6a8885a308d3L;
    private static final long WORD = 0x9e3779b97f4a7c15L;
    private static final long TAIL = 0xa0761d6478bd642fL;
    private static final long LAST = 0xe7037ed1a0b428dbL;
    private static final long FOLD = 0x2020202020202020L;

    private KeyHash() {}

    /** The hash of {@code bytes[from, to)} as a key of the given code. */
    public static long of(int code, byte[] bytes, int from, int to) {
        long hash = SEED ^ ((long) code << 32 | (to - from));
        int at = from;
        for (; at + 8 <= to; at += 8) {
            hash = mix(hash ^ (long) LONG.get(bytes, at), WORD);
        }
        if (at < to) {
            long word = 0;
            for (int i = to - 1; i >= at; i--) {
                word = word << 8 | (bytes[i] & 255);
            }
            hash = mix(hash ^ word, TAIL);
        }
        return mix(hash, LAST);
    }

    private static long mix(long a, long b) {
        return (a * b) ^ Math.unsignedMultiplyHigh(a, b);
    }

    /** The hash of the two last labels {@code bytes[from, to)} of a host, letter case ignored. */
    public static long suffix(byte[] bytes, int from, int to) {
        return suffix(word(bytes, from, to), word(bytes, from, to - 8), word(bytes, from, to - 16));
    }

    /** The same from the last, second-last and third-last 8 bytes, little-endian, folded, bytes before the suffix zero. */
    public static long suffix(long last, long second, long third) {
        long hash = last * WORD ^ Long.rotateLeft(second * TAIL, 31) ^ Long.rotateLeft(third * LAST, 17);
        hash ^= hash >>> 32;
        hash *= WORD;
        return hash ^ hash >>> 29;
    }

    /** The hash that marks a block of addresses, given that of the octets its addresses share. */
    public static long block(long octets) {
        return Long.rotateLeft(octets, 32);
    }

    /** The 8 bytes before {@code to}, folded, with those before {@code from} zero. */
    private static long word(byte[] bytes, int from, int to) {
        if (to <= from) {
            return 0;
        }
        long keep = -1L << 8 * Math.max(from - to + 8, 0);
        if (to >= 8) {
            return fold((long) LONG.get(bytes, to - 8)) & keep;
        }
        long word = 0;
        for (int i = from; i < to; i++) {
            word |= (bytes[i] & 255L) << 8 * (i - to + 8);
        }
        return fold(word) & keep;
    }

    /** The slot of 65,536 for a host's last label or a file's ending {@code bytes[from, to)}; only its last 7 bytes count. */
    public static int ending(byte[] bytes, int from, int to) {
        return ending(word(bytes, Math.max(from, to - 7), to));
    }

    /** The same from the folded last bytes, bytes before the label zero, the first of 8 always zero. */
    public static int ending(long folded) {
        return (int) (folded * WORD >>> 48);
    }

    /** The mask {@link #FOLD} for callers that load words themselves. */
    public static long fold(long word) {
        return word | FOLD;
    }
}
