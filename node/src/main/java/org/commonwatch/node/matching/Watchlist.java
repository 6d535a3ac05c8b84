package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.node.spine.StoreFault;

/** Questions about what is to be looked for, to the tables of the projection and the sharing slice's view {@code claim}. */
@ApplicationScoped
class Watchlist {
    /** With how many claims the id has, and whether this is its first: most ids have one and need no second look. */
    private static final String ALL =
            Claimants.select().replaceFirst("\\bFROM detection d\\b", """
            , (SELECT count(*) FROM detection o WHERE o.hint = d.hint AND o.id = d.id),
              (SELECT min(o.key) FROM detection o WHERE o.hint = d.hint AND o.id = d.id) FROM detection d
            """) + " ORDER BY d.key, w.part";

    private static final int COLUMN_CLAIMS = 16;
    private static final int COLUMN_FIRST = 17;

    private final SqliteStore index;

    @Inject
    Watchlist(@Index SqliteStore index) {
        this.index = index;
    }

    /** Ids of which entries of a log from {@code entry} on said or took back something; at most {@code limit}. */
    List<String> changedSince(int log, long entry, int limit) {
        return index.read(db -> db.query(
                """
                SELECT id FROM detection WHERE key >= ? AND key < ?
                UNION SELECT d.id FROM detection_touched t JOIN detection d ON d.key = t.key WHERE t.log = ? AND t.entry >= ?
                LIMIT ?
                """,
                row -> row.getString(1),
                new ItemKey(log, entry, 0).toLong(),
                ItemKey.end(log),
                log,
                entry,
                limit));
    }

    /** Ids of which something began or ended by itself after {@code after}, up to {@code now}; at most {@code limit}. */
    List<String> turnedBetween(Instant after, Instant now, int limit) {
        return index.read(db -> db.query(
                """
                SELECT d.id FROM watched w JOIN detection d ON d.key = w.key WHERE w.ends > ? AND w.ends <= ?
                UNION SELECT id FROM detection WHERE starts > ? AND starts <= ?
                LIMIT ?
                """,
                row -> row.getString(1),
                Micros.of(after),
                Micros.of(now),
                Micros.of(after),
                Micros.of(now),
                limit));
    }

    /** Keys of the claims whose patterns are tried over windows now. */
    List<Long> windows(Minimums minimums, Instant now) {
        int how = Wanted.ByWindow.CODE;
        return index.read(
                db -> db.query("SELECT DISTINCT id FROM detection WHERE how = ?", row -> row.getString(1), how).stream()
                        .flatMap(id -> Claimants.of(db, id).watching(minimums, now).stream())
                        .filter(watching -> watching.parts().stream().anyMatch(Claimed.Part::isWindow))
                        .map(Claimants.Watching::key)
                        .toList());
    }

    List<Claimants> of(Collection<String> ids) {
        return index.read(db -> ids.stream().map(id -> Claimants.of(db, id)).toList());
    }

    /** Everything that is looked for at {@code now}, each id once, in order of its first claim. */
    void forEachActive(Minimums minimums, Instant now, BiConsumer<String, Claimants.Watching> sink) {
        forEach(of -> of.watching(minimums, now).ifPresent(watching -> sink.accept(of.id(), watching)));
    }

    /** The same with every claim that is reason enough, and not only the first of an id. */
    void forEachActiveClaim(Minimums minimums, Instant now, BiConsumer<String, Claimed> sink) {
        forEach(of -> of.active(minimums, now).forEach(claim -> sink.accept(of.id(), claim)));
    }

    /** Every id once, in order of its first claim. One pass, nothing is gathered; the sink must not ask the index. */
    private void forEach(Consumer<Claimants> sink) {
        index.read(db -> {
            try (ResultSet rows = prepared(db).executeQuery()) {
                Optional<Claimants.Row> open = Optional.empty();
                long joined = -1;
                List<Claimed.Part> parts = new ArrayList<>();
                while (rows.next()) {
                    long key = rows.getLong(1);
                    if (open.filter(row -> row.claimed().key() == key).isEmpty()) {
                        open.ifPresent(row -> single(row, parts, sink));
                        open = Optional.empty();
                        parts.clear();
                    }
                    if (rows.getLong(COLUMN_CLAIMS) == 1) {
                        Claimants.Row row = Claimants.row(rows);
                        open = Optional.of(row);
                        parts.addAll(row.claimed().parts());
                    } else if (rows.getLong(COLUMN_FIRST) == key && joined != key) {
                        joined = key;
                        sink.accept(Claimants.of(db, rows.getString(2)));
                    }
                }
                open.ifPresent(row -> single(row, parts, sink));
                return true;
            } catch (SQLException e) {
                throw new StoreFault("read", ALL, e);
            }
        });
    }

    /** The inner question is prepared first: a later one could push the outer statement out while it runs. */
    private static PreparedStatement prepared(Db db) {
        Claimants.of(db, "");
        return db.prepare(ALL);
    }

    private static void single(Claimants.Row row, List<Claimed.Part> parts, Consumer<Claimants> sink) {
        sink.accept(new Claimants(row.id(), List.of(row.claimed().with(parts))));
    }
}
