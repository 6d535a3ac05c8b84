package org.commonwatch.node.matching;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes of a line as they came: never trusted, and not always text. Immutable. */
final class ForeignBytes {
    static final ForeignBytes NONE = new ForeignBytes(new byte[0]);

    private final byte[] bytes;

    private ForeignBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A copy of {@code of[from, to)}. */
    static ForeignBytes copy(byte[] of, int from, int to) {
        return new ForeignBytes(Arrays.copyOfRange(of, from, to));
    }

    static ForeignBytes copy(byte[] of) {
        return copy(of, 0, of.length);
    }

    int length() {
        return bytes.length;
    }

    /** The first so many. */
    ForeignBytes first(int length) {
        return bytes.length <= length ? this : copy(bytes, 0, length);
    }

    byte[] toBytes() {
        return bytes.clone();
    }

    /** As text; what is not UTF-8 comes out as U+FFFD. */
    String text() {
        return text(0, bytes.length);
    }

    /** A part as text, cut to what is there. */
    String text(int from, int to) {
        int start = Math.clamp(from, 0, bytes.length);
        int end = Math.clamp(to, start, bytes.length);
        return new String(bytes, start, end - start, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ForeignBytes that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
