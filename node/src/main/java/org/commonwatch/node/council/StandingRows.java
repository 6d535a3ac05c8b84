package org.commonwatch.node.council;

import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.membership.Stewards;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Log;

/** The state of a council in the tables of {@link CouncilProjection}, and who is a member as membership says. */
final class StandingRows implements Standing {
    private final Db db;
    private final Log log;

    StandingRows(Db db, Log log) {
        this.db = db;
        this.log = log;
    }

    @Override
    public Optional<String> steward() {
        return Stewards.of(db, log);
    }

    @Override
    public boolean succeeded() {
        return Stewards.isSucceeded(db, log);
    }

    @Override
    public boolean isMember(String name) {
        return Stewards.isMember(db, log, name);
    }

    @Override
    public boolean offered(String member) {
        return db.number("SELECT count(*) FROM council_seat WHERE log = ? AND member = ?", log.number(), member) > 0;
    }

    @Override
    public List<String> council() {
        return db.query(
                "SELECT member FROM council_member WHERE log = ? ORDER BY place",
                row -> row.getString(1),
                log.number());
    }

    @Override
    public boolean isAnothers(NoteKey key, String member) {
        String id = key.key().id().digest().hex();
        int number = log.number();
        return db.number(
                                "SELECT count(*) FROM council_seat"
                                        + " WHERE log = ? AND member <> ? AND ? IN (checkpoint_id, time_id)",
                                number,
                                member,
                                id)
                        > 0
                || db.number(
                                "SELECT count(*) FROM council_key"
                                        + " WHERE log = ? AND member <> ? AND ? IN (checkpoint_id, time_id)",
                                number,
                                member,
                                id)
                        > 0;
    }
}
