package org.commonwatch.node.matching;

import java.time.Instant;
import java.util.List;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.scan.ValueSink;

/**
 * A memory of what was seen in lines, so that a new indicator is also matched against the time before it was known. Provided
 * as a bean; without one nothing is remembered.
 */
public interface Remembered {
    /** What one block showed; held back until its position is saved, so that a block matched twice counts once. */
    interface Block extends ValueSink {
        /** After the commit that saved the block's hits. */
        void keep();
    }

    /** Begins a block of a source that may be remembered. One thread feeds it. */
    Block begin(SourceLines source, Instant received);

    /**
     * Where and when a value was seen; for a domain with the names under it, for a network with the addresses in it.
     *
     * @param value in the canonical form of its kind
     */
    List<Seen> ask(MatchKind kind, String value);

    /** Everything of a source that was removed, or may no longer be remembered. */
    void forget(long sourceId);

    /**
     * One value in one source.
     *
     * @param token the value that was seen
     * @param count lines, at least 1; may be more than there were, never fewer
     */
    record Seen(long sourceId, String sourceName, String token, Instant first, Instant last, long count) {}
}
