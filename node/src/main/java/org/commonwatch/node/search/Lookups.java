package org.commonwatch.node.search;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.node.lists.ListFlag;
import org.commonwatch.node.lists.Warnings;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.Readings;

/** What is known about values: the objects that carry them, or something above, around or below them, and warning lists. */
@ApplicationScoped
public class Lookups {
    /** Objects named for one value. */
    public static final int MATCHES_MAX = 100;

    /** Rows read for one probe: a network of a million addresses shows some of them. */
    private static final int ROWS_MAX = 200;

    private final SqliteStore index;
    private final Logs logs;
    private final Titles titles;
    private final Warnings warnings;
    private final Clock clock;

    @Inject
    Lookups(@Index SqliteStore index, Logs logs, Titles titles, Warnings warnings, Clock clock) {
        this.index = index;
        this.logs = logs;
        this.titles = titles;
        this.warnings = warnings;
        this.clock = clock;
    }

    /**
     * An object that carries a value.
     *
     * @param tlp the marking's word; {@code none} when unmarked
     * @param how the value it carries is related to the one asked about
     * @param matched that value
     */
    public record Match(String id, String type, String title, String tlp, How how, String matched) {}

    /**
     * What is known about one value.
     *
     * @param value as it was asked
     * @param kind as it was understood; {@code text} when it has none of the known forms
     * @param matches the closest first, at most {@link #MATCHES_MAX}
     */
    public record Result(String value, String kind, List<Match> matches, List<ListFlag> flags) {
        public Result {
            matches = List.copyOf(matches);
            flags = List.copyOf(flags);
        }
    }

    private record Found(FoundItem item, How how, String matched) {}

    /** One result a value, in their order. */
    public List<Result> of(List<String> values, Gate gate) {
        List<Readings> readings = values.stream().map(Readings::of).toList();
        List<List<Found>> found = index.read(db -> {
            Asked asked = new Asked(
                    db, Visibility.of(db, gate, logs.all(), Micros.of(clock.instant())), gate, PrefixLengths.of(db));
            return readings.stream().map(asked::matches).toList();
        });
        List<Result> results = new ArrayList<>(values.size());
        for (int i = 0; i < values.size(); i++) {
            results.add(result(values.get(i), readings.get(i), found.get(i)));
        }
        return results;
    }

    private Result result(String value, Readings reading, List<Found> found) {
        List<Match> matches = found.stream()
                .map(each -> new Match(
                        each.item().item().id(),
                        each.item().item().type(),
                        titles.of(each.item().item()),
                        Hit.tlp(each.item()),
                        each.how(),
                        each.matched()))
                .toList();
        return new Result(
                value,
                reading.known().map(known -> known.kind().word()).orElse("text"),
                matches,
                reading.known().map(warnings::flags).orElse(List.of()));
    }

    /** Many values against one snapshot of the index. */
    private final class Asked {
        private final Db db;
        private final Gate gate;
        private final PrefixLengths lengths;
        private final SqlBuilder exactly;
        private final SqlBuilder between;

        Asked(Db db, Visibility visibility, Gate gate, PrefixLengths lengths) {
            this.db = db;
            this.gate = gate;
            this.lengths = lengths;
            this.exactly = select(visibility, "v.sort = ?");
            this.between = select(visibility, "v.sort >= ? AND v.sort < ?");
        }

        /** The value's own parameters come last, before the limit. */
        private static SqlBuilder select(Visibility visibility, String condition) {
            return new SqlBuilder()
                    .add("SELECT " + FoundItem.COLUMNS + ", ")
                    .add(visibility.code())
                    .add(", v.sort FROM value v CROSS JOIN shown_item i ON i.key = v.key WHERE ")
                    .add(visibility.shown())
                    .add(" AND v.kind = ? AND " + condition + " LIMIT " + ROWS_MAX);
        }

        /** The closest match of each object. */
        List<Found> matches(Readings reading) {
            Map<String, Found> byId = new LinkedHashMap<>();
            for (IndicatorValue value : reading.values()) {
                for (Probe probe : Relatives.of(value, lengths)) {
                    for (Found found : gate.openAll(rows(probe))) {
                        byId.merge(found.item().item().id(), found, Asked::closer);
                    }
                }
            }
            return byId.values().stream()
                    .sorted(Comparator.comparing(Found::how))
                    .limit(MATCHES_MAX)
                    .toList();
        }

        private static Found closer(Found a, Found b) {
            return a.how().compareTo(b.how()) <= 0 ? a : b;
        }

        private List<Guarded<Found>> rows(Probe probe) {
            return switch (probe) {
                case Probe.Exactly one ->
                    db.query(
                            exactly.text(),
                            row -> read(row, probe),
                            with(exactly, probe, one.key().bytes()));
                case Probe.Between range ->
                    db.query(
                            between.text(),
                            row -> read(row, probe),
                            with(
                                    between,
                                    probe,
                                    range.from().bytes(),
                                    range.to().bytes()));
                case Probe.LabelStart _ -> List.of();
            };
        }

        private Guarded<Found> read(ResultSet row, Probe probe) throws SQLException {
            String matched =
                    SortKey.stored(probe.order().number(), row.getBytes(9)).value();
            return FoundItem.read(row, logs, item -> new Found(item, probe.how(), matched));
        }

        private static Object[] with(SqlBuilder sql, Probe probe, byte[]... bounds) {
            List<Object> arguments = new ArrayList<>(sql.arguments());
            arguments.add(probe.order().number());
            arguments.addAll(List.of((Object[]) bounds));
            return arguments.toArray();
        }
    }
}
