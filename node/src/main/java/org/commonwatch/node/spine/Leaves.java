package org.commonwatch.node.spine;

import java.util.Optional;

/** The entries before the one being judged that were applied, by index: the state rules read. */
@FunctionalInterface
public interface Leaves {
    Optional<Leaf> applied(long index);
}
