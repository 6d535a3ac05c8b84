package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Local;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.SqliteStore;

/** Questions about hits. What comes back is guarded: only the gate opens it. */
@ApplicationScoped
class Hits {
    private final SqliteStore local;
    private final Logs logs;

    @Inject
    Hits(@Local SqliteStore local, Logs logs) {
        this.local = local;
        this.logs = logs;
    }

    /** A hit with the lines that are kept of it. */
    record WithSamples(Hit hit, List<Sample> samples) {
        WithSamples {
            samples = List.copyOf(samples);
        }
    }

    /** Hits and lines of one day. */
    record Day(LocalDate day, HitState state, long hits, long lines) {}

    /** Under which every hit stands. */
    Terms terms() {
        return Hit.terms(logs.home());
    }

    List<Guarded<Hit>> page(HitQuestion question, int limit) {
        List<Object> arguments = new ArrayList<>();
        StringBuilder sql = new StringBuilder(HitTable.SELECT).append(" WHERE 1 = 1");
        question.state().ifPresent(state -> and(sql, arguments, "state = ?", state.code()));
        question.indicator().ifPresent(id -> and(sql, arguments, "indicator = ?", id));
        question.value().ifPresent(value -> and(sql, arguments, "value = ?", value));
        question.source().ifPresent(source -> and(sql, arguments, "source_name = ?", source));
        question.asset().ifPresent(asset -> and(sql, arguments, "asset = ?", asset));
        question.from().ifPresent(day -> and(sql, arguments, "day >= ?", day.toEpochDay()));
        question.to().ifPresent(day -> and(sql, arguments, "day <= ?", day.toEpochDay()));
        question.before().ifPresent(before -> and(sql, arguments, "number < ?", before));
        sql.append(" ORDER BY number DESC LIMIT ?");
        arguments.add(limit);
        Terms terms = terms();
        return local.read(
                db -> db.query(sql.toString(), row -> Guarded.of(terms, HitTable.read(row)), arguments.toArray()));
    }

    private static void and(StringBuilder sql, List<Object> arguments, String condition, Object argument) {
        sql.append(" AND ").append(condition);
        arguments.add(argument);
    }

    Optional<Guarded<WithSamples>> one(long number) {
        Terms terms = terms();
        return local.read(db -> HitTable.numbered(db, number)
                .map(hit -> Guarded.of(terms, new WithSamples(hit, SampleTable.of(db, number)))));
    }

    /** The days from {@code from} on, those without hits left out. */
    Guarded<List<Day>> days(LocalDate from) {
        return Guarded.of(
                terms(),
                local.read(db -> db.query(
                        "SELECT day, state, count(*), sum(allowed + blocked + unknown) FROM hit WHERE day >= ?"
                                + " GROUP BY day, state ORDER BY day, state",
                        row -> new Day(
                                LocalDate.ofEpochDay(row.getLong(1)),
                                HitState.ofCode(row.getInt(2)),
                                row.getLong(3),
                                row.getLong(4)),
                        from.toEpochDay())));
    }

    /** How many hits are in each state. */
    Guarded<Map<HitState, Long>> counts() {
        return Guarded.of(terms(), local.read(db -> {
            Map<HitState, Long> counts = new TreeMap<>();
            for (HitState state : HitState.values()) {
                counts.put(state, db.number("SELECT count(*) FROM hit WHERE state = ?", state.code()));
            }
            return counts;
        }));
    }

    /** Hits that rules muted because of a warning list, by its name: what was suppressed, and why. */
    Guarded<Map<String, Long>> suppressed() {
        return Guarded.of(terms(), local.read(db -> {
            Map<String, Long> lists = new TreeMap<>();
            db.query(
                            "SELECT list, sum(allowed + blocked + unknown) FROM hit"
                                    + " WHERE list IS NOT NULL AND state = ? GROUP BY list",
                            row -> Map.entry(row.getString(1), row.getLong(2)),
                            HitState.MUTED.code())
                    .forEach(list -> lists.put(list.getKey(), list.getValue()));
            return lists;
        }));
    }

    /** All that was confirmed of one indicator on one day: what a sighting is made of. */
    List<Guarded<Hit>> confirmed(String indicator, LocalDate day) {
        Terms terms = terms();
        return local.read(db -> db.query(
                HitTable.SELECT + " WHERE indicator = ? AND day = ? AND state = ? ORDER BY number",
                row -> Guarded.of(terms, HitTable.read(row)),
                indicator,
                day.toEpochDay(),
                HitState.CONFIRMED.code()));
    }

    /** The time of the latest line or decision, microseconds; 0 when there are no hits. Tells pages whether to ask again. */
    long changed() {
        return local.read(Hits::changed);
    }

    private static long changed(Db db) {
        return db.number("SELECT max(changed) FROM hit");
    }
}
