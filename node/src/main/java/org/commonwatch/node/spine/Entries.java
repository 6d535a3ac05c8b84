package org.commonwatch.node.spine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.stix.Tlp;

/** The entries of a log as replay judged them. What comes back is guarded: only the gate opens it. */
@ApplicationScoped
public class Entries {
    private static final String SELECT = "SELECT idx, author, type, version, log_time, author_time, objects, statement,"
            + " void_reason, (SELECT coalesce(finding, 'sealed') FROM sealed"
            + " WHERE sealed.log = entry.log AND sealed.idx = entry.idx) FROM entry WHERE log = ?";

    private final SqliteStore index;

    @Inject
    Entries(@Index SqliteStore index) {
        this.index = index;
    }

    /**
     * One entry.
     *
     * @param statement SHA-256 of the signed bytes, which also names its payload
     * @param voidReason why it changed nothing; empty when it was applied
     * @param closed {@code sealed} when this node has no key for its payload, or what its author sealed otherwise than it
     *     signed; empty when the payload is open or there is none
     */
    public record Entry(Leaf leaf, Digest statement, Optional<String> voidReason, Optional<String> closed) {
        public boolean applied() {
            return voidReason.isEmpty();
        }

        /** Why the payload is not shown, in words; empty when it is open. */
        public String closedWords() {
            return closed.map(code -> code.equals("sealed") ? code : "unreadable: " + code)
                    .orElse("");
        }
    }

    /** What a log is to whoever asks for its leaves: as open as its space, without a marking of its own. */
    public static Terms terms(Log log) {
        return new Terms(log.space(), log.name(), Optional.of(Tlp.CLEAR), false, false);
    }

    /** The newest entries before {@code before}, newest first. */
    public List<Guarded<Entry>> newest(Log log, long before, int limit) {
        return index.read(db -> db.query(
                SELECT + " AND idx < ? ORDER BY idx DESC LIMIT ?",
                row -> Guarded.of(terms(log), entry(row, log)),
                log.number(),
                before,
                limit));
    }

    public Optional<Guarded<Entry>> at(Log log, long place) {
        return index.read(db ->
                db.first(SELECT + " AND idx = ?", row -> Guarded.of(terms(log), entry(row, log)), log.number(), place));
    }

    /** Entries {@code [from, to)} that have a payload, in order. */
    public List<Guarded<Entry>> withPayloads(Log log, long from, long to) {
        return index.read(db -> db.query(
                SELECT + " AND idx >= ? AND idx < ? AND objects > 0 ORDER BY idx",
                row -> Guarded.of(terms(log), entry(row, log)),
                log.number(),
                from,
                to));
    }

    /** The entry with a payload that carries a statement. */
    public Optional<Guarded<Entry>> of(Log log, Digest statement) {
        return index.read(db -> db.first(
                SELECT + " AND statement = ? AND objects > 0",
                row -> Guarded.of(terms(log), entry(row, log)),
                log.number(),
                statement.toBytes()));
    }

    /** Places of applied entries with a payload in {@code [from, to)}, in order, at most {@code limit}. */
    public List<Long> withPayload(Log log, long from, long to, int limit) {
        return index.read(db -> db.query(
                "SELECT idx FROM entry WHERE log = ? AND idx >= ? AND idx < ? AND objects > 0 AND void_reason IS NULL"
                        + " ORDER BY idx LIMIT ?",
                row -> row.getLong(1),
                log.number(),
                from,
                to,
                limit));
    }

    /** Applied entries of a log whose payload is closed to this node. */
    public long closed(Log log) {
        return index.read(db -> db.number("SELECT count(*) FROM sealed WHERE log = ?", log.number()));
    }

    /** Entries applied so far; what the log has beyond it waits for replay. */
    public long applied(Log log) {
        return index.read(db -> db.number("SELECT size FROM progress WHERE log = ?", log.number()));
    }

    private static Entry entry(ResultSet row, Log log) throws SQLException {
        return new Entry(
                EntryRows.leaf(row, log),
                Digest.fromBytes(row.getBytes(8)),
                Optional.ofNullable(row.getString(9)),
                Optional.ofNullable(row.getString(10)));
    }
}
