package org.commonwatch.ledger.follow;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;

/**
 * Looks at every entry on its way in, once, in log order. An entry it refuses is void: kept and counted, because it is in
 * the tree, and without effect. Called on the follower's thread; a crash may show it the same entries again after opening.
 */
@FunctionalInterface
public interface EntryCheck {
    /** Why the entry is void; empty when it counts. */
    Optional<Refusal> check(long index, byte[] leaf);

    /** Takes every entry as it is. */
    EntryCheck NONE = (index, leaf) -> Optional.empty();
}
