package org.commonwatch.node.matching;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.spine.Applied;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.ErasedKeys;
import org.commonwatch.node.spine.ItemKey;
import org.commonwatch.node.spine.Leaf;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.node.spine.Projection;
import org.commonwatch.node.spine.SqlText;
import org.commonwatch.node.spine.StoreFault;

/** What is to be looked for, by whom it is said, and what members report of it. */
@ApplicationScoped
class MatchingProjection implements Projection {
    static final int VERSION = 1;

    private static final String DETECTION = "INSERT INTO detection VALUES (?,?,?,?,?,?,?,?,?,?,?,?)";
    private static final String WATCHED = "INSERT INTO watched VALUES (?,?,?,?,?)";

    /** Code of the row that stands for a pattern over windows, which has no value. */
    static final int WINDOW_KIND = 0;

    @Override
    public String name() {
        return "matching";
    }

    @Override
    public int version() {
        return VERSION;
    }

    @Override
    public List<String> tables() {
        return List.of("detection", "detection_touched", "reported", "watched");
    }

    @Override
    public String schema() {
        return SqlText.resource("db/matching.sql");
    }

    @Override
    public void apply(Applied entry, Db db) {
        switch (entry.command()) {
            case SharingCommand.Objects objects -> applyObjects(entry, db);
            case SharingCommand.Recall recall -> touch(entry.leaf(), recall.targets(), db);
            case SharingCommand.Reinstate reinstate -> touch(entry.leaf(), reinstate.targets(), db);
            case Object ofAnotherSlice -> {}
        }
    }

    private static void applyObjects(Applied entry, Db db) {
        try {
            for (Detection detection : Detection.of(entry)) {
                insert(db, detection, entry.leaf().at());
            }
        } catch (SQLException e) {
            throw new StoreFault("insert", DETECTION, e);
        }
        for (Report report : Report.of(entry)) {
            db.update(
                    "INSERT INTO reported VALUES (?,?,?,?,?,?,?,?,?,?)",
                    report.key(),
                    report.part(),
                    report.target(),
                    report.id(),
                    report.reporter(),
                    report.version(),
                    report.verdict().code(),
                    report.count(),
                    report.first().map(Micros::of).orElse(null),
                    report.last().map(Micros::of).orElse(null));
        }
    }

    private static void insert(Db db, Detection detection, Instant now) throws SQLException {
        DetectionFacts facts = detection.facts();
        PreparedStatement row = db.prepare(DETECTION);
        row.setLong(1, detection.key());
        row.setString(2, detection.id());
        row.setLong(3, Detection.hint(detection.id()));
        row.setLong(4, detection.version());
        row.setInt(5, detection.wanted().code());
        Optional<Wanted.NotAtAll> not =
                detection.wanted() instanceof Wanted.NotAtAll none ? Optional.of(none) : Optional.empty();
        row.setString(6, not.map(none -> none.category().word()).orElse(null));
        row.setString(7, not.map(Wanted.NotAtAll::reason).orElse(null));
        row.setInt(8, detection.flags());
        setMicros(row, 9, detection.startsAfter(now));
        setMicros(row, 10, facts.since());
        setMicros(row, 11, facts.until());
        if (facts.confidence().isPresent()) {
            row.setInt(12, facts.confidence().orElseThrow());
        } else {
            row.setNull(12, Types.INTEGER);
        }
        row.executeUpdate();
        if (detection.isUsable()) {
            insertWatched(db, detection);
        }
    }

    private static void insertWatched(Db db, Detection detection) throws SQLException {
        switch (detection.wanted()) {
            case Wanted.ByIndex index -> {
                int part = 0;
                for (Wanted.Value value : index.values()) {
                    Optional<Instant> end = ActiveRules.end(detection.facts(), Lifetimes.of(value.kind()));
                    watch(db, detection.key(), part, value.kind().code(), value.value(), end);
                    part++;
                }
            }
            case Wanted.ByWindow window ->
                watch(
                        db,
                        detection.key(),
                        0,
                        WINDOW_KIND,
                        "",
                        ActiveRules.end(detection.facts(), Lifetimes.ofWindow()));
            case Wanted.NotAtAll not -> {}
        }
    }

    private static void watch(Db db, long key, int part, int kind, String value, Optional<Instant> end)
            throws SQLException {
        PreparedStatement row = db.prepare(WATCHED);
        row.setLong(1, key);
        row.setInt(2, part);
        row.setInt(3, kind);
        row.setString(4, value);
        setMicros(row, 5, end);
        row.executeUpdate();
    }

    /** What the index of values holds of them is taken out by {@link Upkeep}. */
    @Override
    public void erase(List<Long> keys, Db db) {
        String wanted = ErasedKeys.json(keys);
        for (String table : List.of("detection", "watched", "reported", "detection_touched")) {
            db.update("DELETE FROM " + table + " WHERE key IN (SELECT value FROM json_each(?))", wanted);
        }
    }

    /** Notes which of its claims an entry touched; whether they stand now the sharing slice knows. */
    private static void touch(Leaf leaf, List<SharingCommand.Target> targets, Db db) {
        int log = leaf.log().number();
        for (SharingCommand.Target target : targets) {
            if (target.positions().isEmpty()) {
                db.update(
                        "INSERT OR IGNORE INTO detection_touched SELECT ?, ?, key FROM detection"
                                + " WHERE key >= ? AND key < ?",
                        log,
                        leaf.index(),
                        new ItemKey(log, target.entry(), 0).toLong(),
                        new ItemKey(log, target.entry() + 1, 0).toLong());
            }
            for (int position : target.positions()) {
                db.update(
                        "INSERT OR IGNORE INTO detection_touched SELECT ?, ?, key FROM detection WHERE key = ?",
                        log,
                        leaf.index(),
                        new ItemKey(log, target.entry(), position).toLong());
            }
        }
    }

    private static void setMicros(PreparedStatement statement, int column, Optional<Instant> time) throws SQLException {
        if (time.isPresent()) {
            statement.setLong(column, Micros.of(time.orElseThrow()));
        } else {
            statement.setNull(column, Types.INTEGER);
        }
    }
}
