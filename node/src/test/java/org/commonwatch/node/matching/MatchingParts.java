package org.commonwatch.node.matching;

import org.commonwatch.node.spine.Projection;

/** What the slice brings to a node that a test puts together by hand. */
public final class MatchingParts {
    private MatchingParts() {}

    public static Projection projection() {
        return new MatchingProjection();
    }
}
