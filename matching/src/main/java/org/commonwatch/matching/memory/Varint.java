package org.commonwatch.matching.memory;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/** Unsigned LEB128: seven bits a byte, least first. */
final class Varint {
    private static final int BYTES_MAX = 10;

    private Varint() {}

    static void put(ByteArrayOutputStream out, long value) {
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            out.write((int) (rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write((int) rest);
    }

    /** @throws MemoryDamaged when no number ends within ten bytes */
    static long get(ByteBuffer in) throws MemoryDamaged {
        long value = 0;
        for (int i = 0; i < BYTES_MAX && in.hasRemaining(); i++) {
            byte next = in.get();
            value |= (long) (next & 0x7f) << (7 * i);
            if (next >= 0) {
                return value;
            }
        }
        throw new MemoryDamaged("a number does not end where it must");
    }
}
