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

    /** Number of the log's epoch as its entries say, 1 for the founder's. Asked only once the community is founded. */
    long epoch();

    /** The policy stated last, or that of the terms which began the epoch; empty: none was. */
    Optional<String> policy();

    /** The keys with which each member of now cosigns in this epoch, by its name; nothing of one that has not said any. */
    Map<String, List<String>> cosigners();

    /** Whether somebody cosigns or cosigned with this key, a C2SP vkey. */
    boolean cosignerKnown(String key);

    /** @param used whether it has admitted somebody */
    record Invitation(Instant expires, boolean used, boolean revoked) {}
}
