package org.commonwatch.node.search;

import java.util.ArrayList;
import java.util.List;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.sharing.TermsCode;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;

/**
 * What a gate lets through, as SQL, so that a page is filled and counted without reading what is withheld. Terms within a
 * log are {@link TermsCode#COUNT}; the gate itself is asked about each once. Whatever SQL finds is opened through the gate
 * all the same.
 *
 * <p>A hit is the newest of an object's latest versions over all logs that the gate lets through; the others are passed
 * over, which {@link #newest} says in SQL when more than one log is visible.
 */
final class Visibility {
    /** A key's log: everything above entry and position. */
    private static final int LOG_SHIFT = Long.numberOfTrailingZeros(ItemKey.first(1));

    /** Stands for its version, latest, not recalled: bits 1, 2 and 4 of {@code shown_item.state}. */
    static final String LATEST = "i.state & 6 = 2";

    private static final String HOLDS_ITEMS = "SELECT EXISTS (SELECT 1 FROM shown_item WHERE key >= ? AND key < ?)";

    private final List<Visible> logs;
    private final long now;

    /** A log of which the gate lets something through; bit c of the mask stands for terms with the code c. */
    record Visible(Log log, int mask) {}

    private Visibility(List<Visible> logs, long now) {
        this.logs = List.copyOf(logs);
        this.now = now;
    }

    /**
     * Leaves out empty logs: with one log left, no object can stand in two.
     *
     * @param now microseconds, decides what has expired
     */
    static Visibility of(Db db, Gate gate, List<Log> logs, long now) {
        List<Visible> visible = new ArrayList<>();
        for (Log log : logs) {
            if (db.number(HOLDS_ITEMS, ItemKey.first(log.number()), ItemKey.end(log.number())) == 0) {
                continue;
            }
            List<Guarded<Integer>> bits = new ArrayList<>();
            for (int code = 0; code < TermsCode.COUNT; code++) {
                bits.add(Guarded.of(TermsCode.terms(log, code), 1 << code));
            }
            int mask = gate.openAll(bits).stream().reduce(0, (a, b) -> a | b);
            if (mask != 0) {
                visible.add(new Visible(log, mask));
            }
        }
        return new Visibility(visible, now);
    }

    List<Visible> logs() {
        return logs;
    }

    /** The terms code of row {@code i}. */
    SqlBuilder code() {
        return new SqlBuilder().add(TermsCode.sql("i"), now);
    }

    /** Row {@code i} may be seen, is the latest of its log and the newest of its object. */
    SqlBuilder shown() {
        return new SqlBuilder().add(LATEST + " AND ").add(visible("i")).add(newest());
    }

    private SqlBuilder visible(String alias) {
        if (logs.isEmpty()) {
            return new SqlBuilder().add("0");
        }
        SqlBuilder sql = new SqlBuilder().add("(CASE " + alias + ".key >> " + LOG_SHIFT);
        for (Visible log : logs) {
            sql.add(" WHEN ? THEN ?", log.log().number(), log.mask());
        }
        return sql.add(" ELSE 0 END >> " + TermsCode.sql(alias) + ") & 1", now);
    }

    private SqlBuilder newest() {
        SqlBuilder sql = new SqlBuilder();
        if (logs.size() > 1) {
            sql.add(
                            " AND NOT EXISTS (SELECT 1 FROM shown_item o WHERE o.hint = i.hint AND o.id = i.id AND o.state & 6 = 2"
                                    + " AND (coalesce(o.modified, o.added), o.key) > (coalesce(i.modified, i.added), i.key) AND ")
                    .add(visible("o"))
                    .add(")");
        }
        return sql;
    }
}
