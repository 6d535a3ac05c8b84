package org.commonwatch.node.spine;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;

/** The table of every final entry. */
final class EntryRows {
    static final String SELECT = "SELECT idx, author, type, version, log_time, author_time, objects FROM entry";

    private EntryRows() {}

    static void insert(Db db, Leaf leaf, Digest id, Optional<String> voidReason) {
        db.update(
                "INSERT INTO entry VALUES (?,?,?,?,?,?,?,?,?,?)",
                leaf.log().number(),
                leaf.index(),
                leaf.type(),
                leaf.version(),
                leaf.author(),
                Micros.of(leaf.authorTime()),
                Micros.of(leaf.at()),
                leaf.objects(),
                id.toBytes(),
                voidReason.orElse(null));
    }

    static Optional<Leaf> applied(Db db, Log log, long index) {
        return db.first(
                SELECT + " WHERE log = ? AND idx = ? AND void_reason IS NULL",
                row -> leaf(row, log),
                log.number(),
                index);
    }

    /** Notes that an entry was applied without its objects, because its payload is closed. */
    static void sealed(Db db, Leaf leaf, OpenedPayload.Closed closed) {
        db.update(
                "INSERT INTO sealed VALUES (?,?,?,?,?)",
                leaf.log().number(),
                leaf.index(),
                closed.audience(),
                closed.epoch(),
                closed.finding().orElse(null));
    }

    /** Audiences and epochs of payloads that only lack a key. */
    static List<OpenedPayload.Closed> closed(Db db, Log log) {
        return db.query(
                "SELECT DISTINCT audience, epoch FROM sealed WHERE log = ? AND finding IS NULL",
                row -> new OpenedPayload.Closed(row.getString(1), row.getLong(2), Optional.empty()),
                log.number());
    }

    static Leaf leaf(ResultSet row, Log log) throws SQLException {
        return new Leaf(
                log,
                row.getLong(1),
                row.getString(2),
                row.getString(3),
                row.getInt(4),
                Micros.toInstant(row.getLong(5)),
                Micros.toInstant(row.getLong(6)),
                row.getInt(7));
    }
}
