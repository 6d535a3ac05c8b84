package org.commonwatch.ledger.disk;

import java.util.Arrays;

/**
 * Bytes that are not what they must be.
 *
 * @param file relative to the log's folder, with forward slashes
 * @param from first wrong byte if the message is about one, else the start of the smallest range that holds it
 * @param to end of the range, exclusive; {@code from + 1} when the byte itself is known; {@code from} when bytes are missing
 * @param what one sentence
 */
public record Damage(String file, long from, long to, String what) {
    public static Damage atByte(String file, long at, String what) {
        return new Damage(file, at, at + 1, what);
    }

    public static Damage missing(String file, long at, String what) {
        return new Damage(file, at, at, what);
    }

    /** Where two byte strings that should be equal part; they must differ. */
    public static Damage firstDifference(String file, byte[] found, byte[] expected, String what) {
        int at = Arrays.mismatch(found, expected);
        return at == found.length ? missing(file, at, what) : atByte(file, at, what);
    }

    public boolean isExact() {
        return to == from + 1;
    }

    @Override
    public String toString() {
        String where = to <= from + 1 ? " byte " + from : " bytes " + from + " to " + (to - 1);
        return file + where + ": " + what;
    }
}
