package org.commonwatch.matching.scan;

import org.commonwatch.matching.MatchKind;

/** Hears of every value that stands in a stream, listed or not; a memory of what was seen is fed by it. */
public interface ValueSink {
    /** A value of the given kind in {@code buffer[from, to)}, as written there. The buffer must not be kept. */
    void saw(long line, MatchKind kind, byte[] buffer, int from, int to);
}
