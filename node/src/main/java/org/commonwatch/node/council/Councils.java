package org.commonwatch.node.council;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.SqliteStore;

/** What the applied entries say of who orders a log. */
@ApplicationScoped
public class Councils {
    private static final String SEAT = "SELECT s.member, s.address, s.checkpoint, s.time FROM council_seat s ";

    private final SqliteStore index;

    @Inject
    Councils(@Index SqliteStore index) {
        this.index = index;
    }

    /** Every seat that is offered, in the council or not, the oldest offer first. */
    public List<Seat> seats(Log log) {
        return index.read(db -> db.query(SEAT + "WHERE s.log = ? ORDER BY s.offered", Councils::seat, log.number()));
    }

    /** The council in force, in the order it was named; empty while the founder alone orders. */
    public List<Seat> council(Log log) {
        return index.read(db -> db.query(
                SEAT
                        + "JOIN council_member m ON m.log = s.log AND m.member = s.member WHERE s.log = ? ORDER BY m.place",
                Councils::seat,
                log.number()));
    }

    /** The seat that a member has offered. */
    public Optional<Seat> of(Log log, String member) {
        return index.read(
                db -> db.first(SEAT + "WHERE s.log = ? AND s.member = ?", Councils::seat, log.number(), member));
    }

    /** Keys and owner of a seat that is or was in the council. */
    public record Keys(String member, NoteKey checkpoint, NoteKey time) {}

    /**
     * Those of everybody who is or was in the council, by which the log's past is judged, the first that came in first. The
     * founder's are beside them: it has ordered before there was a council.
     */
    public List<Keys> everSeated(Log log) {
        return index.read(db -> db.query(
                "SELECT member, checkpoint, time FROM council_key WHERE log = ? ORDER BY entry, member",
                row -> new Keys(row.getString(1), key(row.getString(2)), key(row.getString(3))),
                log.number()));
    }

    private static Seat seat(ResultSet row) throws SQLException {
        return new Seat(row.getString(1), row.getString(2), key(row.getString(3)), key(row.getString(4)));
    }

    private static NoteKey key(String text) {
        try {
            return NoteKey.parse(text);
        } catch (Refused e) {
            throw new IllegalStateException("a key that was taken no longer reads", e);
        }
    }
}
