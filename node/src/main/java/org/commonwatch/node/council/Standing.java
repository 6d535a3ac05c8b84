package org.commonwatch.node.council;

import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.note.NoteKey;

/** What the entries before a place have made of a council: the state its rules read. */
interface Standing {
    /** The founder, or who orders the log now; empty before that. */
    Optional<String> steward();

    /** Whether the founder's epoch has ended. */
    boolean succeeded();

    boolean isMember(String name);

    /** Whether a member has offered a seat. */
    boolean offered(String member);

    /** Who was named last; empty while the founder alone orders. */
    List<String> council();

    /** Whether a seat of somebody else has this key, or had it while it was in the council. */
    boolean isAnothers(NoteKey key, String member);
}
