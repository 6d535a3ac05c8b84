package org.commonwatch.matching.memory;

import java.time.Instant;
import org.commonwatch.matching.MatchKind;

/**
 * What is remembered of one value at one source.
 *
 * @param value canonical; a text longer than {@link Key#BODY_BYTES_MAX} bytes comes back shortened, with three dots at the end
 * @param source the caller's number of the source
 * @param first to the second, as the line said or else when it arrived
 * @param last to the second
 * @param count of occurrences; after a crash the last block of a source may be counted twice, never left out
 */
public record Seen(MatchKind kind, String value, int source, Instant first, Instant last, long count) {}
