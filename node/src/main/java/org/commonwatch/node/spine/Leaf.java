package org.commonwatch.node.spine;

import java.time.Instant;

/**
 * What a rule may know of an entry: the leaf, never the payload.
 *
 * @param log the log it stands in
 * @param index its place there, from 0
 * @param author the key that signed it
 * @param type name of its entry type
 * @param version version of that type
 * @param at log time: the latest {@code log.time} at its place
 * @param authorTime the author's claim
 * @param objects objects its payload commits to
 */
public record Leaf(
        Log log, long index, String author, String type, int version, Instant at, Instant authorTime, int objects) {}
