package org.commonwatch.matching.scan;

/** For each class of bytes one bit a byte of a stretch of text, 64 to a word, the first byte lowest; a zero word on either side. */
final class Planes {
    /** Letters, digits, {@code - _} and bytes from 0x80: what labels of hosts are made of. */
    final long[] label;

    final long[] alphanumeric;
    final long[] digit;
    final long[] dot;
    final long[] newline;
    final long[] colon;

    /** One of {@code [ ] ( ) { }}, and {@code \ |}, which lie between two of them. */
    final long[] bracket;

    /** @param bytes most bytes of a stretch, a multiple of 64 */
    Planes(int bytes) {
        int words = bytes / 64 + 2;
        label = new long[words];
        alphanumeric = new long[words];
        digit = new long[words];
        dot = new long[words];
        newline = new long[words];
        colon = new long[words];
        bracket = new long[words];
    }

    /** Makes the word after the last of a stretch zero. */
    void end(int words) {
        label[words + 1] = 0;
        alphanumeric[words + 1] = 0;
        digit[words + 1] = 0;
        dot[words + 1] = 0;
        newline[words + 1] = 0;
        colon[words + 1] = 0;
        bracket[words + 1] = 0;
    }

    /** The 64 bits of a plane that end with the bit at {@code last}, that one highest. */
    static long window(long[] plane, int last) {
        int word = (last >>> 6) + 1;
        return plane[word] << 63 - (last & 63) | plane[word - 1] >>> 1 >>> (last & 63);
    }
}
