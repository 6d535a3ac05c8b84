package org.commonwatch.node.spine;

import java.util.List;
import java.util.Optional;

/** An entry on its way into the projections. */
public final class Applied {
    private final Leaf leaf;
    private final Object command;
    private final List<PayloadObject> objects;
    private final Optional<Ahead.Facts> ahead;
    private final Fan fan;

    Applied(Leaf leaf, Object command, List<PayloadObject> objects, Optional<Ahead.Facts> ahead, Fan fan) {
        this.leaf = leaf;
        this.command = command;
        this.objects = List.copyOf(objects);
        this.ahead = ahead;
        this.fan = fan;
    }

    public Leaf leaf() {
        return leaf;
    }

    /** What the body said, as decoded by its type. */
    public Object command() {
        return command;
    }

    /** The payload this node can open, in order; empty when there is none or it is pending, sealed or erased. */
    public List<PayloadObject> objects() {
        return objects;
    }

    public long key(PayloadObject object) {
        return new ItemKey(leaf.log().number(), leaf.index(), object.position()).toLong();
    }

    /** What a projection needs of each object, worked out ahead or now on all cores, in the order of {@link #objects}. */
    public <T> List<T> derive(Derivation<T> derivation) {
        return ahead.flatMap(facts -> facts.of(derivation))
                .orElseGet(() -> fan.map(
                        objects.size(), i -> derivation.of(objects.get(i).stix())));
    }
}
