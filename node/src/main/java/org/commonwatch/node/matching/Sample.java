package org.commonwatch.node.matching;

import java.time.Instant;

/**
 * One line that hit, with its neighbours, as bytes of the source: foreign text, never trusted.
 *
 * @param line number in its source, from 1
 * @param offset of the token in its source, from 0
 * @param token as it stood there
 * @param rule why the token counts
 * @param at when the line says it happened
 * @param basis how that time was found
 * @param verdict what a control made of it
 * @param before the lines before it, oldest first, without the last line feed
 * @param text the line
 * @param tokenAt where the token begins in {@code text}
 * @param after the lines after it
 */
record Sample(
        long line,
        long offset,
        ForeignBytes token,
        String rule,
        Instant at,
        String basis,
        String verdict,
        ForeignBytes before,
        ForeignBytes text,
        int tokenAt,
        ForeignBytes after) {
    /** Samples of one hit. */
    static final int SAMPLES_MAX = 5;

    /** Lines kept before and after. */
    static final int NEIGHBOURS_MAX = 2;

    /** Of the line itself; longer ones are kept around the token. */
    static final int LINE_BYTES_MAX = 4_096;

    /** Of the lines before, and of those after. */
    static final int NEIGHBOURS_BYTES_MAX = 2_048;

    /** Of the token: what an indicator can be found in is not longer, but a URL may be. */
    static final int TOKEN_BYTES_MAX = 512;
}
