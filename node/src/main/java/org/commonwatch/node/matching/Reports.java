package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.sharing.Item;
import org.commonwatch.node.sharing.Items;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;

/** How an object stands with those who looked for it: other slices ask here. */
@ApplicationScoped
public class Reports {
    /** Reports of one object that are counted, the newest first. */
    private static final int REPORTS_MAX = 5_000;

    private final SqliteStore index;
    private final Items items;

    @Inject
    Reports(@Index SqliteStore index, Items items) {
        this.index = index;
        this.items = items;
    }

    private record Row(
            long key, String id, String reporter, long version, int verdict, long count, Optional<Instant> last) {}

    /** Counts the latest version of each report that the gate lets through; one organisation counts once. */
    public Reported of(String id, Gate gate) {
        List<Row> rows = index.read(db -> db.query("""
                SELECT r.key, r.id, r.reporter, r.version, r.verdict, r.count, r.last
                FROM reported r JOIN claim c ON c.key = r.key WHERE r.target = ? ORDER BY r.key DESC LIMIT ?
                """, Reports::row, id, REPORTS_MAX));
        Set<Long> open = new HashSet<>();
        for (Item item : gate.openAll(items.at(rows.stream().map(Row::key).toList()))) {
            open.add(item.key().toLong());
        }
        Map<String, Row> latest = new HashMap<>();
        rows.stream()
                .filter(row -> open.contains(row.key()))
                .sorted(Comparator.comparingLong(Row::version).thenComparingLong(Row::key))
                .forEach(row -> latest.put(row.id(), row));
        return add(latest.values().stream().toList());
    }

    private static Reported add(List<Row> reports) {
        Set<String> seenBy = new HashSet<>();
        Set<String> wrongBy = new HashSet<>();
        long seen = 0;
        Optional<Instant> last = Optional.empty();
        for (Row report : reports) {
            if (report.verdict() == Report.Verdict.SEEN.code()) {
                seenBy.add(report.reporter());
                seen += report.count();
                Optional<Instant> before = last;
                last = report.last()
                        .filter(at -> before.isEmpty() || at.isAfter(before.orElseThrow()))
                        .or(() -> before);
            } else if (report.verdict() == Report.Verdict.FALSE_POSITIVE.code()) {
                wrongBy.add(report.reporter());
            }
        }
        return new Reported(seenBy.size(), seen, last, wrongBy.size());
    }

    private static Row row(ResultSet row) throws SQLException {
        long last = row.getLong(7);
        Optional<Instant> at = row.wasNull() ? Optional.empty() : Optional.of(Micros.toInstant(last));
        return new Row(
                row.getLong(1), row.getString(2), row.getString(3), row.getLong(4), row.getInt(5), row.getLong(6), at);
    }
}
