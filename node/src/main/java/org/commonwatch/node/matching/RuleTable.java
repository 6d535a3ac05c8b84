package org.commonwatch.node.matching;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.spine.Db;
import org.commonwatch.values.IpRange;

/** The rows of {@code triage_rule}. */
final class RuleTable {
    /** Each rule is tried on each hit of a block. */
    static final int RULES_MAX = 1_000;

    private RuleTable() {}

    static List<TriageRule> all(Db db) {
        return db.query(
                "SELECT number, state, indicator, value, source, asset, network, list, until, who, why, made"
                        + " FROM triage_rule ORDER BY number",
                RuleTable::read);
    }

    /** Its number is given anew. */
    static long insert(Db db, TriageRule rule) {
        db.update(
                "INSERT INTO triage_rule (state, indicator, value, source, asset, network, list, until, who, why, made)"
                        + " VALUES (?,?,?,?,?,?,?,?,?,?,?)",
                rule.then().code(),
                rule.indicator().orElse(null),
                rule.value().orElse(null),
                rule.source().orElse(null),
                rule.asset().orElse(null),
                rule.network().map(IpRange::text).orElse(null),
                rule.list().orElse(null),
                rule.until().map(Instant::getEpochSecond).orElse(null),
                rule.who(),
                rule.why(),
                rule.made().getEpochSecond());
        return db.number("SELECT last_insert_rowid()");
    }

    static boolean delete(Db db, long number) {
        return db.update("DELETE FROM triage_rule WHERE number = ?", number) == 1;
    }

    private static TriageRule read(ResultSet row) throws SQLException {
        long until = row.getLong(9);
        Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(Instant.ofEpochSecond(until));
        return new TriageRule(
                row.getLong(1),
                HitState.ofCode(row.getInt(2)),
                text(row, 3),
                text(row, 4),
                text(row, 5),
                text(row, 6),
                text(row, 7).flatMap(IpRange::parse),
                text(row, 8),
                end,
                row.getString(10),
                row.getString(11),
                Instant.ofEpochSecond(row.getLong(12)));
    }

    private static Optional<String> text(ResultSet row, int column) throws SQLException {
        return Optional.ofNullable(row.getString(column));
    }
}
