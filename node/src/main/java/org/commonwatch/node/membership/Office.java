package org.commonwatch.node.membership;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Log;

/**
 * What members can hold in a log besides being members, kept by another slice. Asked within replay's transaction; the answers
 * follow from the entries before the place and from nothing else.
 */
public interface Office {
    /** Why a member cannot leave now; empty when nothing of this kind holds it. */
    Optional<Refusal> keeps(Db tables, Log log, String member);

    /** The key of a statement of the log's time, when whoever made it may state the time; empty for everybody else. */
    Optional<VerifyingKey> timeKey(Db tables, Log log, Statement statement);

    /** Whether a member's node may sign checkpoints of the log with this key from here on. */
    boolean orders(Db tables, Log log, NoteKey key);
}
