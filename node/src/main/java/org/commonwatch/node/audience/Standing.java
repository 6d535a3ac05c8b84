package org.commonwatch.node.audience;

import java.util.Optional;
import org.commonwatch.kernel.Digest;

/** What the entries before a place have made of the audiences of a log: the state its rules read. */
interface Standing {
    Optional<Community> community();

    /** Whether it is a member to whom keys can be encrypted. */
    boolean receives(String member);

    /** The newest epoch of an audience; empty when nobody made it. */
    Optional<Epoch> latest(String audience);

    Optional<Digest> commitment(String audience, long epoch);

    /** @param name also the id of the audience of all members */
    record Community(String name, String steward) {}

    /**
     * The newest epoch of an audience.
     *
     * @param version of the audience
     * @param owner who hands out its keys
     * @param closed whether somebody who has its key is a member no more
     */
    record Epoch(long version, long epoch, Digest commitment, String owner, boolean closed) {}
}
