package org.commonwatch.ledger.tile;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/** The bytes of an entry bundle: each entry led by its length as a big-endian unsigned 16-bit number. */
public final class EntryBundle {
    /** The largest bundle: 256 entries of the largest size. */
    public static final int BYTES_MAX = TilePath.WIDTH * (2 + Limits.LEAF_BYTES_MAX);

    private EntryBundle() {}

    /** Appends one entry of at most {@link Limits#LEAF_BYTES_MAX} bytes. */
    public static void write(byte[] leaf, ByteArrayOutputStream out) {
        if (leaf.length > Limits.LEAF_BYTES_MAX) {
            throw new IllegalArgumentException("a leaf of " + leaf.length + " bytes");
        }
        out.write(leaf.length >>> 8);
        out.write(leaf.length);
        out.writeBytes(leaf);
    }

    /**
     * Takes {@code count} entries apart that fill {@code bytes}.
     *
     * @throws Refused {@code bundle-malformed} with the byte where it ends early or goes on
     */
    public static List<byte[]> parse(byte[] bytes, int count) throws Refused {
        List<byte[]> leaves = new ArrayList<>(count);
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (bytes.length - at < 2) {
                throw refuse(at, "The bundle ends before entry " + i + " of " + count + ".");
            }
            int length = (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
            if (bytes.length - at - 2 < length) {
                throw refuse(at, "Entry " + i + " is longer than the rest of the bundle.");
            }
            leaves.add(Arrays.copyOfRange(bytes, at + 2, at + 2 + length));
            at += 2 + length;
        }
        if (at != bytes.length) {
            throw refuse(at, "The bundle goes on after its " + count + " entries.");
        }
        return leaves;
    }

    /** The first {@code count} entries of a bundle that holds at least as many; a wider bundle starts with a narrower. */
    static byte[] prefix(byte[] bytes, int count) throws Refused {
        int at = 0;
        for (int i = 0; i < count; i++) {
            if (bytes.length - at < 2) {
                throw refuse(at, "The bundle ends before entry " + i + ".");
            }
            at += 2 + ((bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff));
        }
        if (at > bytes.length) {
            throw refuse(bytes.length, "The last entry is cut off.");
        }
        return Arrays.copyOf(bytes, at);
    }

    private static Refused refuse(int at, String message) {
        return Refusal.of("bundle-malformed", "byte " + at, message).toException();
    }
}
