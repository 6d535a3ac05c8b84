package org.commonwatch.node.spine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig.SynchronousMode;

/**
 * {@code index.db}: derived, deleted and rebuilt at will. Replay is its only writer. A projection whose version changed
 * takes the whole index with it: rebuilding everything costs seconds and leaves no half-old state to reason about.
 */
final class IndexStore {
    private static final List<String> SPINE_TABLES =
            List.of("entry", "lane", "progress", "projection", "sealed", "state_root", "trail");

    private IndexStore() {}

    static SqliteStore open(Home home, List<Projection> projections) {
        SqliteStore store = new SqliteStore(home.indexDb(), SynchronousMode.NORMAL, Optional.of(home.localDb()));
        store.write(db -> {
            if (!current(db, projections)) {
                create(db, projections);
            }
            return true;
        });
        return store;
    }

    /** Drops everything and makes empty tables. */
    static void create(Db db, List<Projection> projections) {
        for (String name : db.query("SELECT name FROM sqlite_schema WHERE type = 'view'", row -> row.getString(1))) {
            db.script("DROP VIEW \"" + name + "\"");
        }
        // Virtual tables first: dropping one takes its shadow tables along.
        for (String name : db.query(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
                        + " ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC",
                row -> row.getString(1))) {
            db.script("DROP TABLE IF EXISTS \"" + name + "\"");
        }
        db.script(SqlText.resource("db/spine.sql"));
        for (Projection projection : sorted(projections)) {
            db.script(projection.schema());
            db.update("INSERT INTO projection VALUES (?,?)", projection.name(), projection.version());
        }
    }

    static List<Projection> sorted(List<Projection> projections) {
        return projections.stream()
                .sorted(Comparator.comparing(Projection::name))
                .toList();
    }

    static List<String> spineTables() {
        return SPINE_TABLES;
    }

    private static boolean current(Db db, List<Projection> projections) {
        if (db.number("SELECT count(*) FROM sqlite_schema WHERE name = 'projection'") == 0) {
            return false;
        }
        List<String> wanted = sorted(projections).stream()
                .map(projection -> projection.name() + " " + projection.version())
                .toList();
        return db.query("SELECT name || ' ' || version FROM projection ORDER BY name", row -> row.getString(1))
                .equals(wanted);
    }
}
