package org.commonwatch.node.sharing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.commonwatch.node.pages.TlpBadge;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Guarded;
import org.commonwatch.node.policy.Opened;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.policy.Terms;
import org.commonwatch.node.spine.Index;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.SqliteStore;

/** What came last, over all logs, and how much there is of what. */
@ApplicationScoped
class Newest {
    /** Rows looked at for one list; with more than this withheld in a row the list ends early. */
    private static final int ROWS_SCANNED_MAX = 4_000;

    private static final int ROWS_AT_ONCE = 200;

    /** What stands between things rather than being one; listed when asked for by type. */
    private static final List<String> LEFT_OUT = List.of("relationship", "marking-definition", "extension-definition");

    /** Counting is one pass over the items, so all callers of a short while share it. */
    private static final long COUNTS_LIFE_NANOS = 2_000_000_000L;

    private final SqliteStore index;
    private final Logs logs;
    private final Items items;
    private final Objects objects;
    private volatile Optional<Counted> counted = Optional.empty();

    @Inject
    Newest(@Index SqliteStore index, Logs logs, Items items, Objects objects) {
        this.index = index;
        this.logs = logs;
        this.items = items;
        this.objects = objects;
    }

    /** An object as one line of a list. */
    record Line(
            String id,
            String type,
            String title,
            TlpBadge tlp,
            String log,
            Space space,
            Instant added,
            boolean expired) {}

    /** How many objects of one type the logs hold, in order of the logs. */
    record TypeCount(String type, List<Long> byLog) {
        TypeCount {
            byLog = List.copyOf(byLog);
        }
    }

    private record Group(String type, int log) {}

    private record Counted(long atNanos, List<Guarded<Map.Entry<Group, Long>>> groups) {}

    /** The newest objects that the gate lets through, newest first, each once, without their JSON. */
    List<Opened<Item>> items(Gate gate, Optional<String> type, int limit) {
        List<Opened<Item>> newest = new ArrayList<>();
        for (Log log : logs.all()) {
            newest.addAll(items(gate, log, type, limit));
        }
        newest.sort(Comparator.comparingLong((Opened<Item> item) -> item.value().added())
                .reversed());
        Set<String> seen = new HashSet<>();
        return newest.stream()
                .filter(item -> seen.add(item.value().id()))
                .limit(limit)
                .toList();
    }

    /** The same as lines, with titles from their JSON. */
    List<Line> lines(Gate gate, Optional<String> type, int limit) {
        return items(gate, type, limit).stream()
                .flatMap(item -> line(item, gate).stream())
                .toList();
    }

    /** @param gate that let the item through */
    Optional<Line> line(Opened<Item> opened, Gate gate) {
        Item item = opened.value();
        Terms terms = opened.terms();
        return objects.open(item)
                .map(object -> new Line(
                        item.id(),
                        item.type(),
                        objects.title(object, gate),
                        TlpBadge.of(terms.tlp()),
                        terms.log(),
                        terms.space(),
                        Micros.toInstant(item.added()),
                        terms.expired()));
    }

    /** The last item of a log; before its first when there is none. */
    long lastKey(Log log) {
        long first = ItemKey.first(log.number());
        return index.read(db -> db.first(
                        "SELECT key FROM item WHERE key >= ? AND key < ? ORDER BY key DESC LIMIT 1",
                        row -> row.getLong(1),
                        first,
                        ItemKey.end(log.number()))
                .orElse(first - 1));
    }

    /** Items of a log with a key greater than {@code after}, at most {@code limit} of the newest, newest first. */
    List<Guarded<Item>> since(Log log, long after, int limit) {
        return index.read(db -> db.query(
                "SELECT " + Items.COLUMNS + " FROM item WHERE key > ? AND key < ? AND state & 6 = 2"
                        + " ORDER BY key DESC LIMIT ?",
                row -> items.guarded(row, items.now()),
                Math.max(after, ItemKey.first(log.number()) - 1),
                ItemKey.end(log.number()),
                limit));
    }

    /** By type, the most frequent first, for these logs; only what the gate lets the reader know of. */
    List<TypeCount> counts(Gate gate, List<Log> all) {
        Map<Integer, Integer> column = new HashMap<>();
        for (int i = 0; i < all.size(); i++) {
            column.put(all.get(i).number(), i);
        }
        Map<String, long[]> byType = new TreeMap<>();
        for (Map.Entry<Group, Long> group : gate.openAll(counted().groups())) {
            Integer at = column.get(group.getKey().log());
            if (at != null) {
                byType.computeIfAbsent(group.getKey().type(), any -> new long[all.size()])[at] += group.getValue();
            }
        }
        Comparator<TypeCount> most = Comparator.comparingLong(
                count -> -count.byLog().stream().mapToLong(Long::longValue).sum());
        return byType.entrySet().stream()
                .map(entry -> new TypeCount(
                        entry.getKey(),
                        java.util.Arrays.stream(entry.getValue()).boxed().toList()))
                .sorted(most)
                .toList();
    }

    private List<Opened<Item>> items(Gate gate, Log log, Optional<String> type, int limit) {
        List<Opened<Item>> found = new ArrayList<>();
        long before = ItemKey.end(log.number());
        for (int scanned = 0; scanned < ROWS_SCANNED_MAX; scanned += ROWS_AT_ONCE) {
            List<Row> rows = rows(log, before, type);
            for (Row row : rows) {
                gate.explained(row.item()).ifPresent(found::add);
                if (found.size() == limit) {
                    return found;
                }
            }
            if (rows.size() < ROWS_AT_ONCE) {
                return found;
            }
            before = rows.getLast().key();
        }
        return found;
    }

    private record Row(long key, Guarded<Item> item) {}

    private List<Row> rows(Log log, long before, Optional<String> type) {
        String types = type.isPresent() ? "type = ?" : "type NOT IN (?,?,?)";
        List<Object> arguments = new ArrayList<>();
        arguments.add(ItemKey.first(log.number()));
        arguments.add(before);
        type.ifPresentOrElse(arguments::add, () -> arguments.addAll(LEFT_OUT));
        arguments.add(ROWS_AT_ONCE);
        // The plus keeps SQLite on the key's order: with the index by type it would sort all of a type.
        String sql = "SELECT " + Items.COLUMNS + " FROM item WHERE key >= ? AND key < ? AND state & 6 = 2 AND +" + types
                + " ORDER BY key DESC LIMIT ?";
        return index.read(db ->
                db.query(sql, row -> new Row(row.getLong(1), items.guarded(row, items.now())), arguments.toArray()));
    }

    private Counted counted() {
        Optional<Counted> last = counted;
        long now = System.nanoTime();
        if (last.isPresent() && now - last.orElseThrow().atNanos() < COUNTS_LIFE_NANOS) {
            return last.orElseThrow();
        }
        Counted fresh = new Counted(now, count());
        counted = Optional.of(fresh);
        return fresh;
    }

    private List<Guarded<Map.Entry<Group, Long>>> count() {
        String sql = """
                SELECT type, key >> 52, tlp, state & 8 <> 0 OR coalesce(valid_until <= ?, 0), count(*)
                FROM item WHERE state & 6 = 2 GROUP BY 1, 2, 3, 4
                """;
        return index.read(db -> db.query(
                sql,
                row -> {
                    Log log = logs.byNumber(row.getInt(2));
                    int code = row.getInt(3);
                    var tlp = row.wasNull() ? Optional.<org.commonwatch.stix.Tlp>empty() : TlpCode.read(code);
                    Terms terms = new Terms(log.space(), log.name(), tlp, false, row.getInt(4) != 0);
                    return Guarded.of(terms, Map.entry(new Group(row.getString(1), log.number()), row.getLong(5)));
                },
                items.now()));
    }
}
