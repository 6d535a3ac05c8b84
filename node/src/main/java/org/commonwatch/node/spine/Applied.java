package org.commonwatch.node.spine;

import java.util.List;

/**
 * An entry on its way into the projections.
 *
 * @param leaf its leaf
 * @param command what its body said, as decoded by its type
 * @param objects the payload this node can open, in order; empty when there is none or it is pending, sealed or erased
 */
public record Applied(Leaf leaf, Object command, List<PayloadObject> objects) {
    public Applied {
        objects = List.copyOf(objects);
    }

    public long key(PayloadObject object) {
        return new ItemKey(leaf.log().number(), leaf.index(), object.position()).toLong();
    }
}
