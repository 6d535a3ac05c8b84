package org.commonwatch.node.council;

import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Log;

/** How other nodes of a council are asked for what they know. */
@FunctionalInterface
public interface OtherSeats {
    /** Whom a member's node counts as nodes of the council, by Raft; empty when it does not say, or a change is under way. */
    Optional<List<String>> of(Log log, String member);
}
