package org.commonwatch.node.membership;

import org.commonwatch.node.spine.Projection;

/** What the slice brings to a node that a test puts together by hand. */
public final class MembershipParts {
    private MembershipParts() {}

    public static Projection projection() {
        return new MembershipProjection();
    }
}
