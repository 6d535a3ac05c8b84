package org.commonwatch.node.membership;

import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.spine.Log;

/** Which members order a log after the members went on without its founder's node: verified records say it, no entry does. */
public interface Successors {
    /**
     * The policy of the terms under which a record lets a member's node order the log; empty when none does.
     *
     * @param epoch from 2 on; one that this node has not come to is nobody's
     * @param record names the step of the chain: nobody knows it before the epoch before has ended, so no entry of that one does
     */
    Optional<String> policy(Log log, long epoch, Digest record, String member);
}
