package org.commonwatch.node.notify;

import java.security.SecureRandom;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;

/** What each channel has still to send, in order, and what became of what it sent. */
final class Outbox {
    /** Ended messages kept of a channel, beside those of its window. */
    static final int ENDED_KEPT_MAX = 500;

    private static final int ID_BYTES = 16;
    private static final String SELECT =
            "SELECT number, id, form, state, made, due, ended, attempts, hits, beyond, hit, error FROM notify_delivery";
    private static final String OPEN = " FROM notify_notice WHERE channel = ? AND delivery IS NULL";

    private final SqliteStore local;
    private final SecureRandom random;

    Outbox(SqliteStore local, SecureRandom random) {
        this.local = local;
        this.random = random;
    }

    /**
     * Notices that are in no message yet, and messages that wait.
     *
     * @param waiting and held: notices, see {@link Pacing}
     */
    record Backlog(long waiting, long held, long messages) {}

    /** Makes messages of notices or holds them back, as the pace allows. */
    void plan(Channel channel, Instant now) {
        if (!local.read(db -> Pacing.plan(channel.pace(), situation(db, channel, now), now))
                .isNothing()) {
            local.write(db -> carryOut(db, channel, now));
        }
    }

    private static Pacing.Situation situation(Db db, Channel channel, Instant now) {
        long number = channel.number();
        Optional<Instant> oldest = db.first(
                        "SELECT min(came) AS oldest" + OPEN, row -> ChannelStore.instant(row, "oldest"), number)
                .flatMap(came -> came);
        return new Pacing.Situation(
                (int) db.number("SELECT count(*)" + OPEN + " AND held = 0", number),
                (int) db.number("SELECT count(*)" + OPEN + " AND held = 1", number),
                oldest,
                (int) db.number(
                        "SELECT count(*) FROM notify_delivery WHERE channel = ? AND form = ? AND (state = ? OR ended > ?)",
                        number,
                        Form.HIT.code(),
                        Delivery.State.WAITING.code(),
                        Micros.of(now.minus(channel.pace().window()))),
                db.number(
                                "SELECT count(*) FROM notify_delivery WHERE channel = ? AND form = ? AND state = ?",
                                number,
                                Form.DIGEST.code(),
                                Delivery.State.WAITING.code())
                        > 0);
    }

    private Pacing.Plan carryOut(Db db, Channel channel, Instant now) {
        Pacing.Plan plan = Pacing.plan(channel.pace(), situation(db, channel, now), now);
        long number = channel.number();
        if (plan.digest()) {
            long hits = db.number("SELECT count(*)" + OPEN, number);
            long beyond = db.number("SELECT beyond FROM notify_channel WHERE number = ?", number);
            long delivery = insert(db, channel, Form.DIGEST, now, hits, beyond, Optional.empty());
            db.update("UPDATE notify_notice SET delivery = ? WHERE channel = ? AND delivery IS NULL", delivery, number);
            db.update("UPDATE notify_channel SET beyond = 0 WHERE number = ?", number);
            return plan;
        }
        List<Noticed> alone = db.query(
                "SELECT seq, hit, occasion" + OPEN + " AND held = 0 ORDER BY seq LIMIT ?",
                Outbox::noticed,
                number,
                plan.alone());
        for (Noticed hit : alone) {
            long delivery = insert(db, channel, Form.HIT, now, 1, 0, Optional.of(hit.hit()));
            db.update(
                    "UPDATE notify_notice SET delivery = ? WHERE channel = ? AND seq = ?", delivery, number, hit.seq());
        }
        if (plan.hold() > 0) {
            db.update("UPDATE notify_notice SET held = 1 WHERE channel = ? AND delivery IS NULL AND held = 0", number);
        }
        return plan;
    }

    private long insert(Db db, Channel channel, Form form, Instant now, long hits, long beyond, Optional<Long> hit) {
        db.update(
                "INSERT INTO notify_delivery (channel, id, form, state, made, due, attempts, hits, beyond, hit)"
                        + " VALUES (?, ?, ?, ?, ?, ?, 0, ?, ?, ?)",
                channel.number(),
                freshId(),
                form.code(),
                Delivery.State.WAITING.code(),
                Micros.of(now),
                Micros.of(now),
                hits,
                beyond,
                hit.orElse(null));
        return db.number("SELECT last_insert_rowid()");
    }

    private String freshId() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return "d-" + HexFormat.of().formatHex(bytes);
    }

    /** A test message, which no pace holds up; it is sent at once or not at all. */
    Delivery test(Channel channel, Instant now) {
        return local.write(db -> {
            // Ended from the start, so that a kill in between does not send it later.
            long number = insert(db, channel, Form.TEST, now, 0, 0, Optional.empty());
            db.update(
                    "UPDATE notify_delivery SET state = ?, ended = ? WHERE number = ?",
                    Delivery.State.FAILED.code(),
                    Micros.of(now),
                    number);
            return db.first(SELECT + " WHERE number = ?", Outbox::delivery, number)
                    .orElseThrow();
        });
    }

    /** The oldest message that waits: none overtakes it. */
    Optional<Delivery> next(Channel channel) {
        return local.read(db -> db.first(
                SELECT + " WHERE channel = ? AND state = ? ORDER BY number LIMIT 1",
                Outbox::delivery,
                channel.number(),
                Delivery.State.WAITING.code()));
    }

    List<Noticed> hits(Delivery delivery) {
        return local.read(db -> db.query(
                "SELECT seq, hit, occasion FROM notify_notice WHERE delivery = ? ORDER BY seq",
                Outbox::noticed,
                delivery.number()));
    }

    /** @param withheld hits that the gate held back at the last moment */
    void delivered(Channel channel, Delivery delivery, long told, long withheld, Instant now) {
        local.write(db -> {
            end(db, channel, delivery, Delivery.State.DELIVERED, Optional.empty(), now);
            return db.update(
                    "UPDATE notify_channel SET sent = sent + 1, told = told + ?, withheld = withheld + ?, success = ?,"
                            + " failures = 0 WHERE number = ?",
                    told,
                    withheld,
                    Micros.of(now),
                    channel.number());
        });
    }

    void withheld(Channel channel, Delivery delivery, Instant now) {
        local.write(db -> {
            end(db, channel, delivery, Delivery.State.WITHHELD, Optional.empty(), now);
            return db.update(
                    "UPDATE notify_channel SET withheld = withheld + ? WHERE number = ?",
                    delivery.hits(),
                    channel.number());
        });
    }

    /** @param again after this long; empty to give the message up */
    void failed(Channel channel, Delivery delivery, SendFault fault, Optional<Duration> again, Instant now) {
        local.write(db -> {
            if (again.isPresent()) {
                db.update(
                        "UPDATE notify_delivery SET attempts = attempts + 1, due = ?, error = ? WHERE number = ?",
                        Micros.of(now.plus(again.orElseThrow())),
                        fault.sentence(),
                        delivery.number());
            } else {
                end(db, channel, delivery, Delivery.State.FAILED, Optional.of(fault.sentence()), now);
            }
            return db.update(
                    "UPDATE notify_channel SET failures = failures + 1, failed = failed + ?, error_code = ?,"
                            + " error_message = ?, error = ? WHERE number = ?",
                    again.isPresent() || delivery.form() == Form.TEST ? 0 : 1,
                    fault.code(),
                    fault.sentence(),
                    Micros.of(now),
                    channel.number());
        });
    }

    private static void end(
            Db db, Channel channel, Delivery delivery, Delivery.State state, Optional<String> error, Instant now) {
        db.update(
                "UPDATE notify_delivery SET state = ?, ended = ?, attempts = attempts + 1, error = coalesce(?, error)"
                        + " WHERE number = ?",
                state.code(),
                Micros.of(now),
                error.orElse(null),
                delivery.number());
        db.update("DELETE FROM notify_notice WHERE delivery = ?", delivery.number());
        db.update(
                """
                DELETE FROM notify_delivery WHERE channel = ? AND state <> ? AND ended <= ? AND number <=
                  (SELECT number FROM notify_delivery WHERE channel = ? ORDER BY number DESC LIMIT 1 OFFSET ?)
                """,
                channel.number(),
                Delivery.State.WAITING.code(),
                Micros.of(now.minus(channel.pace().window())),
                channel.number(),
                ENDED_KEPT_MAX);
    }

    /** The newest first. */
    List<Delivery> log(Channel channel, int limit) {
        return local.read(db -> db.query(
                SELECT + " WHERE channel = ? ORDER BY number DESC LIMIT ?", Outbox::delivery, channel.number(), limit));
    }

    Backlog backlog(Channel channel) {
        long number = channel.number();
        return local.read(db -> new Backlog(
                db.number("SELECT count(*)" + OPEN + " AND held = 0", number),
                db.number("SELECT count(*)" + OPEN + " AND held = 1", number),
                db.number(
                        "SELECT count(*) FROM notify_delivery WHERE channel = ? AND state = ?",
                        number,
                        Delivery.State.WAITING.code())));
    }

    private static Noticed noticed(ResultSet row) throws SQLException {
        return new Noticed(row.getLong(1), row.getLong(2), Noticed.occasion(row.getInt(3)));
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        long hit = row.getLong("hit");
        Optional<Long> only = row.wasNull() ? Optional.empty() : Optional.of(hit);
        return new Delivery(
                row.getLong("number"),
                row.getString("id"),
                Form.ofCode(row.getInt("form")),
                Delivery.State.ofCode(row.getInt("state")),
                Micros.toInstant(row.getLong("made")),
                Micros.toInstant(row.getLong("due")),
                ChannelStore.instant(row, "ended"),
                row.getInt("attempts"),
                row.getLong("hits"),
                row.getLong("beyond"),
                only,
                Optional.ofNullable(row.getString("error")));
    }
}
