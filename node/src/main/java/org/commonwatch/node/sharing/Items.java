package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.stix.Tlp;

/** Questions about items. What comes back is guarded: only the gate opens it. */
@ApplicationScoped
public class Items {
    static final String COLUMNS = "key, id, type, modified, added, tlp, valid_until, state, offset, length";

    /** Rows one page may look at; a page that is mostly withheld ends early and says there is more. */
    private static final int ROWS_SCANNED_MAX = 50_000;

    private final SqliteStore index;
    private final Logs logs;
    private final Clock clock;

    @Inject
    Items(@Index SqliteStore index, Logs logs, Clock clock) {
        this.index = index;
        this.logs = logs;
        this.clock = clock;
    }

    /**
     * One page.
     *
     * @param items that the gate let through, in order
     * @param lastKey continue after this; the last key looked at
     * @param more whether something the gate lets through follows, or might
     */
    public record Page(List<Item> items, long lastKey, boolean more) {
        public Page {
            items = List.copyOf(items);
        }
    }

    /** The next {@code limit} items that {@code gate} lets through, and at most {@code bytesMax} bytes after the first. */
    public Page page(PageQuestion question, Gate gate, int limit, long bytesMax) {
        return index.read(db -> {
            List<Item> page = new ArrayList<>(Math.min(limit, 1_024));
            PageQuestion rest = startingAt(db, question);
            long bytes = 0;
            long lastKey = rest.afterKey();
            for (int scanned = 0; scanned < ROWS_SCANNED_MAX; ) {
                int wanted = limit + 1 - page.size();
                List<Row> rows = rows(db, rest, wanted);
                for (Row row : rows) {
                    Optional<Item> open = gate.open(row.item());
                    bytes += open.map(Item::length).orElse(0);
                    if (open.isPresent() && (page.size() == limit || (!page.isEmpty() && bytes > bytesMax))) {
                        return new Page(page, lastKey, true);
                    }
                    open.ifPresent(page::add);
                    lastKey = row.key();
                }
                if (rows.size() < wanted) {
                    return new Page(page, lastKey, false);
                }
                scanned += rows.size();
                rest = rest.after(lastKey);
            }
            return new Page(page, lastKey, true);
        });
    }

    /** Every claim of one object in all logs, oldest first. */
    public List<Guarded<Item>> claims(String id) {
        return index.read(db -> db.query(
                "SELECT " + COLUMNS + " FROM item WHERE hint = ? AND id = ? ORDER BY key LIMIT " + ROWS_SCANNED_MAX,
                row -> guarded(row, now()),
                IdHint.of(id),
                id));
    }

    /** The items of one entry, in order of their positions. */
    public List<Guarded<Item>> ofEntry(Log log, long entry) {
        return index.read(db -> db.query(
                "SELECT " + COLUMNS + " FROM item WHERE key >= ? AND key < ? ORDER BY key",
                row -> guarded(row, now()),
                new ItemKey(log.number(), entry, 0).toLong(),
                new ItemKey(log.number(), entry + 1, 0).toLong()));
    }

    /** The items at these keys, in the order given; keys that are gone are left out. */
    public List<Guarded<Item>> at(List<Long> keys) {
        return index.read(db -> keys.stream()
                .map(key -> db.first("SELECT " + COLUMNS + " FROM item WHERE key = ?", row -> guarded(row, now()), key))
                .flatMap(Optional::stream)
                .toList());
    }

    private record Row(long key, Guarded<Item> item) {}

    private List<Row> rows(Db db, PageQuestion question, int limit) {
        List<Object> arguments = new ArrayList<>();
        StringBuilder sql = new StringBuilder("SELECT ").append(COLUMNS).append(" FROM item WHERE key > ? AND key < ?");
        arguments.add(Math.max(question.afterKey(), ItemKey.first(question.log()) - 1));
        arguments.add(ItemKey.end(question.log()));
        sql.append(" AND state & ").append(ItemState.RECALLED).append(" = 0");
        oneOf(sql, arguments, "hint", question.ids().stream().map(IdHint::of).toList());
        oneOf(sql, arguments, "id", question.ids());
        oneOf(sql, arguments, "type", question.types());
        versions(sql, arguments, question.versions());
        sql.append(" ORDER BY key LIMIT ?");
        arguments.add(limit);
        long now = now();
        return db.query(sql.toString(), row -> new Row(row.getLong(1), guarded(row, now)), arguments.toArray());
    }

    private static void oneOf(StringBuilder sql, List<Object> arguments, String column, List<? extends Object> values) {
        if (!values.isEmpty()) {
            sql.append(" AND ")
                    .append(column)
                    .append(" IN (?")
                    .repeat(",?", values.size() - 1)
                    .append(')');
            arguments.addAll(values);
        }
    }

    private static void versions(StringBuilder sql, List<Object> arguments, PageQuestion.Versions versions) {
        int bits =
                versions.words().stream().mapToInt(PageQuestion.Word::stateBit).reduce(0, (a, b) -> a | b);
        sql.append(" AND (state & ").append(bits).append(" <> 0");
        for (long time : versions.times()) {
            sql.append(" OR (state & ").append(ItemState.VERSION).append(" <> 0 AND coalesce(modified, added) = ?)");
            arguments.add(time);
        }
        sql.append(')');
    }

    /** Turns "added after" into a key: items of an entry are added one microsecond apart. */
    private static PageQuestion startingAt(Db db, PageQuestion question) {
        if (question.addedAfter().isEmpty()) {
            return question;
        }
        long after = question.addedAfter().getAsLong();
        long start = db.first(
                        "SELECT entry, added FROM batch WHERE log = ? AND added_last > ? ORDER BY added_last LIMIT 1",
                        row -> {
                            long skipped = Math.max(0, after - row.getLong(2) + 1);
                            return new ItemKey(question.log(), row.getLong(1), (int) skipped).toLong() - 1;
                        },
                        question.log(),
                        after)
                .orElse(ItemKey.end(question.log()));
        return question.after(Math.max(question.afterKey(), start));
    }

    /** The row of {@link #COLUMNS}, closed under its terms at {@code now}. */
    Guarded<Item> guarded(ResultSet row, long now) throws SQLException {
        ItemKey key = ItemKey.of(row.getLong(1));
        long modified = row.getLong(4);
        OptionalLong version = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(modified);
        int tlp = row.getInt(6);
        Optional<Tlp> marking = row.wasNull() ? Optional.empty() : TlpCode.read(tlp);
        long validUntil = row.getLong(7);
        boolean expired = !row.wasNull() && validUntil <= now;
        int state = row.getInt(8);
        Log log = logs.byNumber(key.log());
        Terms terms = new Terms(
                log.space(),
                log.name(),
                marking,
                (state & ItemState.RECALLED) != 0,
                expired || (state & ItemState.REVOKED) != 0);
        return Guarded.of(
                terms,
                new Item(
                        key,
                        row.getString(2),
                        row.getString(3),
                        version,
                        row.getLong(5),
                        row.getLong(9),
                        row.getInt(10)));
    }

    long now() {
        return Micros.of(clock.instant());
    }
}
