package org.commonwatch.node.sources;

/**
 * Whole lines, or a piece of one that is too long; {@code bytes[from, to)}. The array is not changed while the block is used.
 *
 * @param firstLine number of the first line in its file or stream, from 1
 * @param firstOffset of the first byte in its file or stream, from 0
 * @param lines that end in this block
 */
@SuppressWarnings("ArrayRecordComponent") // a view of a buffer, never compared
record Block(long firstLine, long firstOffset, byte[] bytes, int from, int to, int lines) {
    int length() {
        return to - from;
    }

    /** Line ends in {@code bytes[from, to)}. */
    static int ends(byte[] bytes, int from, int to) {
        int ends = 0;
        for (int i = from; i < to; i++) {
            if (bytes[i] == '\n') {
                ends++;
            }
        }
        return ends;
    }
}
