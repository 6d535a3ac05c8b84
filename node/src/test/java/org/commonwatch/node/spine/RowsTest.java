package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sqlite.SQLiteConfig.SynchronousMode;

final class RowsTest {
    @TempDir
    Path folder;

    /** Around the numbers of rows that share a statement. */
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 63, 64, 65, 72, 200})
    void writesEachRowOnceInTheOrderItCame(int count) {
        try (SqliteStore store = store()) {
            store.write(db -> {
                Rows rows = db.rows("INSERT INTO thing (number, name)", 2);
                LongStream.range(0, count).forEach(number -> rows.add(number, number % 3 == 0 ? null : "n" + number));
                rows.end();
                return count;
            });
            assertEquals(
                    LongStream.range(0, count)
                            .mapToObj(number -> number + (number % 3 == 0 ? "-" : "n" + number))
                            .toList(),
                    store.read(db -> db.query(
                            "SELECT number || coalesce(name, '-') FROM thing ORDER BY rowid",
                            row -> row.getString(1))));
        }
    }

    @Test
    void refusesARowOfAnotherWidth() {
        try (SqliteStore store = store()) {
            List<Integer> none = store.write(db -> {
                Rows rows = db.rows("INSERT INTO thing (number, name)", 2);
                assertThrows(IllegalArgumentException.class, () -> rows.add(1L));
                rows.end();
                return db.query("SELECT number FROM thing", row -> row.getInt(1));
            });
            assertEquals(List.of(), none);
        }
    }

    private SqliteStore store() {
        SqliteStore store = new SqliteStore(folder.resolve("rows.db"), SynchronousMode.NORMAL, Optional.empty());
        store.write(db -> {
            db.script("CREATE TABLE thing (number INTEGER NOT NULL, name TEXT) STRICT");
            return true;
        });
        return store;
    }
}
