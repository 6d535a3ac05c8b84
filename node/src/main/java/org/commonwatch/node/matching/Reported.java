package org.commonwatch.node.matching;

import java.time.Instant;
import java.util.Optional;

/**
 * What members report of an object, as far as the reader may know.
 *
 * @param seenBy organisations that saw it
 * @param seen how often, all together
 * @param lastSeen the latest time any of them states
 * @param falsePositiveBy organisations that say it is wrong
 */
public record Reported(int seenBy, long seen, Optional<Instant> lastSeen, int falsePositiveBy) {
    public boolean nothing() {
        return seenBy == 0 && falsePositiveBy == 0;
    }
}
