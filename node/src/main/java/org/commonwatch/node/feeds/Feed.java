package org.commonwatch.node.feeds;

import java.net.URI;
import java.time.Instant;
import java.util.Optional;
import org.commonwatch.node.outbound.SecretHeader;

/**
 * A feed and where it stands.
 *
 * @param number ours, never used again, so that a feed made anew under an old name starts from nothing
 * @param everyMinutes from the end of a good poll to the next
 * @param columns column map of a table; empty: headings or content decide
 * @param due when it is polled next, unless paused
 */
record Feed(
        long number,
        String name,
        FeedKind kind,
        URI url,
        int everyMinutes,
        Optional<SecretHeader> header,
        String licence,
        Vanished vanished,
        String columns,
        boolean paused,
        Instant created,
        Instant due,
        Optional<Instant> lastPoll,
        Optional<Instant> lastSuccess,
        Optional<Failure> failure,
        Cursor cursor) {
    /**
     * Why polls fail.
     *
     * @param count failures since the last good poll
     */
    record Failure(String code, String message, Instant at, int count) {}

    /** How its objects' source reads on the ledger; part of the ids of what is made from its values. */
    String source() {
        return "feed " + name;
    }

    int failures() {
        return failure.map(Failure::count).orElse(0);
    }
}
