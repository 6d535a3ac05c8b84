package org.commonwatch.node.spine;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.sqlite.SQLiteConfig.SynchronousMode;

/** {@code local.db}: private truth that is nobody else's business. Written durably; must be backed up. */
public final class LocalStore {
    private static final String MIGRATION_TABLE = """
            CREATE TABLE IF NOT EXISTS migration (
              slice TEXT PRIMARY KEY,
              number INTEGER NOT NULL
            ) WITHOUT ROWID, STRICT
            """;

    private LocalStore() {}

    /** Opens the store and brings every slice's tables up to date, one transaction a slice. */
    public static SqliteStore open(Home home, List<LocalTables> slices) {
        SqliteStore store = new SqliteStore(home.localDb(), SynchronousMode.FULL, Optional.empty());
        store.write(db -> db.update(MIGRATION_TABLE));
        slices.stream().sorted(Comparator.comparing(LocalTables::slice)).forEach(slice -> migrate(store, slice));
        return store;
    }

    private static void migrate(SqliteStore store, LocalTables slice) {
        store.write(db -> {
            long done = db.number("SELECT number FROM migration WHERE slice = ?", slice.slice());
            List<String> migrations = slice.migrations();
            if (done > migrations.size()) {
                throw new HomeUnusable("local.db holds migration " + done + " of " + slice.slice()
                        + ", this release knows " + migrations.size() + "; run the newer release that wrote it");
            }
            for (String migration : migrations.subList((int) done, migrations.size())) {
                db.script(migration);
            }
            return db.update(
                    "INSERT INTO migration VALUES (?, ?) ON CONFLICT (slice) DO UPDATE SET number = excluded.number",
                    slice.slice(),
                    migrations.size());
        });
    }
}
