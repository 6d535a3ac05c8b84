package org.commonwatch.node.notify;

import java.util.Optional;
import org.commonwatch.node.matching.HitNotice;
import org.commonwatch.node.policy.Gate;

/** Yields what may be told of a hit; {@link org.commonwatch.node.matching.HitNotices} on a node. */
@FunctionalInterface
interface Telling {
    /** Empty when the gate holds it back, or it is gone. */
    Optional<HitNotice> of(long hit, Gate gate, boolean withLine);
}
