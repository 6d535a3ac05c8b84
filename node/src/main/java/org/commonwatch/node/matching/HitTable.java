package org.commonwatch.node.matching;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Micros;

/** The rows of {@code hit}: how they are read, and how lines are added to them. Within the caller's transaction. */
final class HitTable {
    static final String SELECT = """
            SELECT number, indicator, kind, value, asset_kind, asset, source, source_name, day, allowed, blocked, unknown,
              first, last, untimed, looked_back, token, state, rule, list, who, why, changed
            FROM hit
            """;

    /** Assets told apart for one indicator in one source on one day; a scan with false senders has more. */
    static final int ASSETS_MAX = 10_000;

    private static final String SAME =
            " WHERE indicator = ? AND day = ? AND source = ? AND kind = ? AND value = ? AND asset_kind = ? AND asset = ?";

    private HitTable() {}

    /** What makes lines one hit. */
    record Key(String indicator, long day, long source, int kind, String value, OwnAsset asset) {
        Key of(OwnAsset other) {
            return new Key(indicator, day, source, kind, value, other);
        }
    }

    /** Lines that belong to one hit. */
    record Lines(
            long allowed,
            long blocked,
            long unknown,
            Instant first,
            Instant last,
            long untimed,
            long lookedBack,
            String token) {
        /** As {@link Hit#letThrough}. */
        boolean letThrough() {
            return allowed + unknown > 0;
        }

        static Lines of(Met met) {
            return new Lines(
                    met.allowed(),
                    met.blocked(),
                    met.unknown(),
                    met.first(),
                    met.last(),
                    met.untimed(),
                    0,
                    met.token());
        }
    }

    static Optional<Hit> find(Db db, Key key) {
        return db.first(
                SELECT + SAME,
                HitTable::read,
                key.indicator(),
                key.day(),
                key.source(),
                key.kind(),
                key.value(),
                key.asset().kind().code(),
                key.asset().name());
    }

    static Optional<Hit> numbered(Db db, long number) {
        return db.first(SELECT + " WHERE number = ?", HitTable::read, number);
    }

    /** Those that are new or that a rule decided on, newest first. */
    static List<Hit> undecided(Db db, int limit) {
        return db.query(
                SELECT + " WHERE rule IS NOT NULL OR who = '' ORDER BY number DESC LIMIT ?", HitTable::read, limit);
    }

    /** The key under which lines are kept: that of all further assets when there are too many. */
    static Key bounded(Db db, Key key) {
        long assets = db.number(
                "SELECT count(*) FROM (SELECT 1 FROM hit WHERE indicator = ? AND day = ? AND source = ? LIMIT ?)",
                key.indicator(),
                key.day(),
                key.source(),
                ASSETS_MAX);
        return assets < ASSETS_MAX ? key : key.of(OwnAsset.OTHERS);
    }

    static long insert(Db db, Key key, String sourceName, Lines lines, Decided decided, Instant now) {
        db.update(
                """
                INSERT INTO hit (indicator, kind, value, asset_kind, asset, source, source_name, day, allowed, blocked,
                  unknown, first, last, untimed, looked_back, token, state, rule, list, who, why, changed)
                VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)
                """,
                key.indicator(),
                key.kind(),
                key.value(),
                key.asset().kind().code(),
                key.asset().name(),
                key.source(),
                sourceName,
                key.day(),
                lines.allowed(),
                lines.blocked(),
                lines.unknown(),
                Micros.of(lines.first()),
                Micros.of(lines.last()),
                lines.untimed(),
                lines.lookedBack(),
                lines.token(),
                decided.state().code(),
                decided.rule().orElse(null),
                decided.list().orElse(null),
                decided.who(),
                decided.why(),
                Micros.of(now));
        return db.number("SELECT last_insert_rowid()");
    }

    static void add(Db db, long number, Lines lines, Decided decided, Instant now) {
        db.update(
                """
                UPDATE hit SET allowed = allowed + ?, blocked = blocked + ?, unknown = unknown + ?, first = min(first, ?),
                  last = max(last, ?), untimed = untimed + ?, looked_back = looked_back + ?, changed = ?
                WHERE number = ?
                """,
                lines.allowed(),
                lines.blocked(),
                lines.unknown(),
                Micros.of(lines.first()),
                Micros.of(lines.last()),
                lines.untimed(),
                lines.lookedBack(),
                Micros.of(now),
                number);
        decide(db, number, decided, now);
    }

    static void decide(Db db, long number, Decided decided, Instant now) {
        db.update(
                "UPDATE hit SET state = ?, rule = ?, list = ?, who = ?, why = ?, changed = ? WHERE number = ?",
                decided.state().code(),
                decided.rule().orElse(null),
                decided.list().orElse(null),
                decided.who(),
                decided.why(),
                Micros.of(now),
                number);
    }

    static Hit read(ResultSet row) throws SQLException {
        long rule = row.getLong(19);
        Optional<Long> ruled = row.wasNull() ? Optional.empty() : Optional.of(rule);
        return new Hit(
                row.getLong(1),
                row.getString(2),
                Hit.kindWord(row.getInt(3)),
                row.getString(4),
                new OwnAsset(OwnAsset.Kind.ofCode(row.getInt(5)), row.getString(6)),
                row.getLong(7),
                row.getString(8),
                LocalDate.ofEpochDay(row.getLong(9)),
                row.getLong(10),
                row.getLong(11),
                row.getLong(12),
                Micros.toInstant(row.getLong(13)),
                Micros.toInstant(row.getLong(14)),
                row.getLong(15),
                row.getLong(16),
                row.getString(17),
                new Decided(
                        HitState.ofCode(row.getInt(18)),
                        ruled,
                        Optional.ofNullable(row.getString(20)),
                        row.getString(21),
                        row.getString(22)),
                Micros.toInstant(row.getLong(23)));
    }
}
