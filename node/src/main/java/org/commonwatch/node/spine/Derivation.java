package org.commonwatch.node.spine;

import java.util.function.Function;
import org.commonwatch.stix.StixObject;

/**
 * What a projection needs of one object: a pure function of it, which therefore may run long before the entry is applied and
 * on any thread. Two are the same only when they are the same instance.
 */
public final class Derivation<T> {
    private final Function<StixObject, T> work;

    public Derivation(Function<StixObject, T> work) {
        this.work = work;
    }

    T of(StixObject object) {
        return work.apply(object);
    }
}
