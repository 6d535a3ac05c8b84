package org.commonwatch.node.audience;

import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Log;

/** The audiences of a log in the tables of {@link AudienceProjection}. */
final class StandingRows implements Standing {
    private final Db db;
    private final int log;

    StandingRows(Db db, Log log) {
        this.db = db;
        this.log = log.number();
    }

    @Override
    public Optional<Community> community() {
        return db.first(
                "SELECT name, steward FROM audience_community WHERE log = ?",
                row -> new Community(row.getString(1), row.getString(2)),
                log);
    }

    @Override
    public boolean receives(String member) {
        return db.number(
                        "SELECT count(*) FROM audience_member WHERE log = ? AND name = ? AND removed IS NULL"
                                + " AND key IS NOT NULL",
                        log,
                        member)
                > 0;
    }

    @Override
    public Optional<Epoch> latest(String audience) {
        return db.first(
                "SELECT (SELECT max(version) FROM audience_epoch o WHERE o.log = e.log AND o.audience = e.audience),"
                        + " epoch, commitment, owner, closed IS NOT NULL FROM audience_epoch e"
                        + " WHERE log = ? AND audience = ? ORDER BY epoch DESC LIMIT 1",
                row -> new Epoch(
                        row.getLong(1),
                        row.getLong(2),
                        Digest.fromBytes(row.getBytes(3)),
                        row.getString(4),
                        row.getInt(5) != 0),
                log,
                audience);
    }

    @Override
    public Optional<Digest> commitment(String audience, long epoch) {
        return db.first(
                "SELECT commitment FROM audience_epoch WHERE log = ? AND audience = ? AND epoch = ?",
                row -> Digest.fromBytes(row.getBytes(1)),
                log,
                audience,
                epoch);
    }

    /** Members to whom keys can be encrypted, by name. */
    List<Receiver> receivers() {
        return db.query(
                "SELECT name, suite, key FROM audience_member WHERE log = ? AND removed IS NULL AND key IS NOT NULL"
                        + " ORDER BY name",
                row -> new Receiver(row.getString(1), row.getInt(2), row.getString(3)),
                log);
    }

    /** Who was handed the key of an epoch, by name. */
    List<String> holders(String audience, long epoch) {
        return db.query(
                "SELECT member FROM audience_holder WHERE log = ? AND audience = ? AND epoch = ? ORDER BY member",
                row -> row.getString(1),
                log,
                audience,
                epoch);
    }

    /** Every epoch of an audience, the oldest first. */
    List<Begun> epochs(String audience) {
        return db.query(
                "SELECT epoch, commitment, entry FROM audience_epoch WHERE log = ? AND audience = ? ORDER BY epoch",
                row -> new Begun(row.getLong(1), Digest.fromBytes(row.getBytes(2)), row.getLong(3)),
                log,
                audience);
    }

    /** @param entry that began it */
    record Begun(long epoch, Digest commitment, long entry) {}

    /** A member and the key, as base64, that keys are encrypted to. */
    record Receiver(String name, int suite, String key) {}
}
