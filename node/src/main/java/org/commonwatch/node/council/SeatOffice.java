package org.commonwatch.node.council;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.statement.Statement;
import org.commonwatch.node.membership.Office;
import org.commonwatch.node.membership.Stewards;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Log;

/**
 * A seat in the council: who has one stays a member, and states the log's time. It may do so after it was taken out as well,
 * because its node orders until the others have let it go.
 */
@Singleton
class SeatOffice implements Office {
    @Override
    public Optional<Refusal> keeps(Db tables, Log log, String member) {
        return new StandingRows(tables, log).council().contains(member)
                ? Optional.of(Refusal.of(
                        "member-seated", "", "The member sits in the council of this log; take it out of that first."))
                : Optional.empty();
    }

    @Override
    public Optional<VerifyingKey> timeKey(Db tables, Log log, Statement statement) {
        return tables.first(
                        "SELECT time FROM council_key WHERE log = ? AND time_id = ? AND member = ?",
                        row -> row.getString(1),
                        log.number(),
                        statement.key().digest().hex(),
                        statement.draft().author())
                .map(SeatOffice::key);
    }

    /** In the founder's epoch: a later one is ordered by who its terms name, with the key in them. */
    @Override
    public boolean orders(Db tables, Log log, NoteKey key) {
        return !Stewards.isSucceeded(tables, log)
                && tables.number(
                                "SELECT count(*) FROM council_key WHERE log = ? AND checkpoint = ?",
                                log.number(),
                                key.text())
                        > 0;
    }

    private static VerifyingKey key(String text) {
        try {
            return NoteKey.parse(text).key();
        } catch (Refused e) {
            throw new IllegalStateException("a key that was taken no longer reads", e);
        }
    }
}
