package org.commonwatch.node.membership;

import java.time.Instant;
import java.util.Optional;

/** What the entries before a place have made of a community: the state its rules read. */
interface Standing {
    boolean founded();

    /** The steward's name: the founder. Empty before the community is founded. */
    Optional<String> steward();

    boolean isMember(String name);

    /** Whether this organisation was ever a member. */
    boolean wasMember(String name);

    int members();

    Optional<Invitation> invitation(String id);

    int openInvitations();

    /** @param used whether it has admitted somebody */
    record Invitation(Instant expires, boolean used, boolean revoked) {}
}
