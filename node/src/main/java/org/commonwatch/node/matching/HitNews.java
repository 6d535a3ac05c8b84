package org.commonwatch.node.matching;

/** Hears, after a commit, that hits changed. */
@FunctionalInterface
interface HitNews {
    void changed();
}
