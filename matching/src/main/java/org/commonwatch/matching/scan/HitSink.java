package org.commonwatch.matching.scan;

import org.commonwatch.matching.Indicator;

/** Hears of hits while a stream is scanned, in order of offset. Called on the scanning thread; must not keep the buffer. */
public interface HitSink {
    /**
     * The token is {@code buffer[from, to)}, as it stood in the stream.
     *
     * @param line from 1
     * @param offset of the token's first byte in the stream, from 0
     */
    void hit(long line, long offset, Indicator indicator, MatchRule rule, byte[] buffer, int from, int to);
}
