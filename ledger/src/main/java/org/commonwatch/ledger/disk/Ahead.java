package org.commonwatch.ledger.disk;

import java.util.Arrays;

/**
 * Room that a file which is appended to takes before it needs it: a sync of bytes that were there before costs the file system
 * one flush, one that makes the file longer a commit as well. Whoever reads such a file takes zeros for its end.
 */
public final class Ahead {
    /** A file grows by so much at a time. A busy log fills it in a second or two, a quiet one wastes little. */
    static final int STEP_BYTES = 128 * 1024;

    private Ahead() {}

    /**
     * What to write at {@code at} instead of {@code bytes}: themselves while they fit into the file or are so many that the
     * commit is little beside them, else with zeros after them.
     *
     * @param size of the file
     */
    public static byte[] of(byte[] bytes, long at, long size) {
        long end = at + bytes.length;
        if (end <= size || bytes.length >= STEP_BYTES) {
            return bytes;
        }
        long grown = (end + STEP_BYTES - 1) / STEP_BYTES * STEP_BYTES;
        return Arrays.copyOf(bytes, Math.toIntExact(grown - at));
    }
}
