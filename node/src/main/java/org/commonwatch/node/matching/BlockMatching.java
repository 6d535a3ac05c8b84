package org.commonwatch.node.matching;

import java.time.Instant;

/** Matches whole lines of one source against everything this node may see. No database: safe to call on any platform thread. */
public interface BlockMatching {
    /**
     * Matches {@code block[from, to)}. Blocks of one source come one after the other, in order; different sources may match at
     * the same time.
     *
     * @param firstLine number of the block's first line in its source, from 1
     * @param firstOffset of the block's first byte in its source, from 0
     * @param block whole lines, the last one with or without its line feed; not kept
     * @param received when the block was taken in; stands for the time of lines that tell none
     */
    BlockMatch match(
            SourceLines source, long firstLine, long firstOffset, byte[] block, int from, int to, Instant received);
}
