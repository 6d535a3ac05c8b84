package org.commonwatch.node.spine;

import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.statement.Statement;

/**
 * Where each key's lane stands in a community's log: of two statements with one number the first in log order counts, and one
 * that is repeated counts once. Who orders the log sees to that before an entry is there; who orders it can change.
 */
final class Lanes {
    private Lanes() {}

    /** Takes the statement's number; refuses it when it is not the next one. */
    static Optional<Refusal> take(Db db, Log log, Envelope envelope) {
        Statement statement = envelope.statement();
        byte[] key = statement.key().digest().toBytes();
        LanePosition next = db.first(
                        "SELECT sequence, statement FROM lane WHERE log = ? AND key = ?",
                        row -> new LanePosition(row.getLong(1), Optional.of(Digest.fromBytes(row.getBytes(2)))),
                        log.number(),
                        key)
                .orElse(LanePosition.FIRST);
        if (!statement.position().equals(next)) {
            return Optional.of(
                    Refusal.of("lane-number", "/sequence", "Not number " + next.sequence() + " of its author's lane."));
        }
        db.update(
                "INSERT INTO lane VALUES (?,?,?,?) ON CONFLICT (log, key) DO UPDATE SET sequence = excluded.sequence,"
                        + " statement = excluded.statement",
                log.number(),
                key,
                next.sequence() + 1,
                envelope.id().toBytes());
        return Optional.empty();
    }
}
