package org.commonwatch.ledger.tile;

import java.util.Arrays;

/** One log entry: its index from 0 and its bytes (at most 65,535), which the receiver does not change. */
public final class Leaf {
    private final long index;
    private final byte[] bytes;

    Leaf(long index, byte[] bytes) {
        this.index = index;
        this.bytes = bytes;
    }

    public long index() {
        return index;
    }

    public byte[] bytes() {
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Leaf that && index == that.index && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(index) + 31 * Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "Leaf[" + index + ", " + bytes.length + " bytes]";
    }
}
