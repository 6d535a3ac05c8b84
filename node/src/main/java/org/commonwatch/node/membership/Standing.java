package org.commonwatch.node.membership;

import java.time.Instant;
import java.util.List;
import java.util.Map;
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

    /** A member now, as it was admitted or last changed its keys. */
    Optional<Organisation> member(String name);

    /** Whether this key, a C2SP vkey, is or was a member's. */
    boolean keyKnown(String key);

    /** How many keys a member has had. */
    int keys(String member);

    Optional<Invitation> invitation(String id);

    int openInvitations();

    /** What the founder laid down. Asked only once the community is founded. */
    Charter charter();

    /** The policy stated last; empty: none was. */
    Optional<String> policy();

    /** The keys with which each member of now cosigns, by its name. */
    Map<String, List<String>> cosigners();

    /** @param used whether it has admitted somebody */
    record Invitation(Instant expires, boolean used, boolean revoked) {}
}
