package org.commonwatch.matching.scan;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.KeyFilter;
import org.commonwatch.matching.index.KeyHash;

/** Digests: runs of letters and digits of their length. All of a stretch are read first and then asked for together. */
final class DigestSearch {
    /** The shortest digest in hexadecimal, in bytes. */
    static final int TEXT_BYTES_MIN = 32;

    static final int TEXT_BYTES_MAX = 128;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;

    private final Scene scene;
    private final byte[] key = new byte[TEXT_BYTES_MAX / 2];
    private final long[] hashes;
    private final int[] from;
    private final int[] to;
    private int size;

    /** @param bytesMax most bytes of a stretch */
    DigestSearch(Scene scene, int bytesMax) {
        this.scene = scene;
        int most = bytesMax / (TEXT_BYTES_MIN + 1) + 2;
        hashes = new long[most];
        from = new int[most];
        to = new int[most];
    }

    /** A run of letters and digits, maximal. */
    void run(int start, int end) {
        int code = code(end - start);
        if (code != 0 && read(start, end)) {
            hashes[size] = KeyHash.of(code, key, 0, (end - start) / 2);
            from[size] = start;
            to[size++] = end;
        }
    }

    private static int code(int bytes) {
        return switch (bytes) {
            case 32 -> MatchKind.MD5.code();
            case 40 -> MatchKind.SHA1.code();
            case 64 -> MatchKind.SHA256.code();
            case 128 -> MatchKind.SHA512.code();
            default -> 0;
        };
    }

    private static MatchKind kind(int bytes) {
        return switch (bytes) {
            case 32 -> MatchKind.MD5;
            case 40 -> MatchKind.SHA1;
            case 64 -> MatchKind.SHA256;
            default -> MatchKind.SHA512;
        };
    }

    /** Reads a run of letters and digits into {@link #key}; false when it has other letters than A to F. */
    private boolean read(int start, int end) {
        long wrong = 0;
        for (int i = start; i < end; i += 8) {
            long x = (long) LONG.get(scene.bytes, i);
            long letter = x >>> 6 & ONES;
            // Letters count from 1 in their low five bits; 0x79 and 7 make 0x80.
            wrong |= (x & 0x1f * ONES) + 0x79 * ONES & letter << 7;
            long digits = (x & 0x0f * ONES) + 9 * letter;
            long pairs = (digits << 4 | digits >>> 8) & 0x00ff00ff00ff00ffL;
            pairs = (pairs | pairs >>> 8) & 0x0000ffff0000ffffL;
            INT.set(key, (i - start) / 2, (int) (pairs | pairs >>> 16));
        }
        return wrong == 0;
    }

    /** Reports the listed ones among the runs since the last call. */
    void ask() {
        long[] filter = scene.view().tokenFilter();
        int kept = 0;
        for (int i = 0; i < size; i++) {
            long bits = KeyFilter.bits(hashes[i]);
            long missing = bits & ~filter[KeyFilter.word(hashes[i], filter.length)];
            from[kept] = from[i];
            to[kept] = to[i];
            kept += missing == 0 ? 1 : 0;
        }
        size = 0;
        for (int i = 0; i < kept; i++) {
            read(from[i], to[i]);
            int bytes = to[i] - from[i];
            scene.hits(scene.find(kind(bytes), key, 0, bytes / 2), from[i], to[i], MatchRule.EXACT);
        }
    }
}
