package org.commonwatch.ledger.follow;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;

/**
 * Looks at every entry once it is verified and durable, once, in log order, on the follower's thread. An entry it refuses is
 * void: kept and counted, because it is in the tree, and without effect.
 */
@FunctionalInterface
public interface EntryCheck {
    /** Why the entry is void; empty when it counts. */
    Optional<Refusal> check(long index, byte[] leaf);

    /** The first entry it wants to see when a follower is opened. */
    default long from() {
        return 0;
    }

    /** Takes every entry as it is: for a node whose replay looks at each anyway. */
    EntryCheck NONE = new EntryCheck() {
        @Override
        public Optional<Refusal> check(long index, byte[] leaf) {
            return Optional.empty();
        }

        @Override
        public long from() {
            return Long.MAX_VALUE;
        }
    };
}
