package org.commonwatch.node.spine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.commonwatch.kernel.HomeFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteConfig.SynchronousMode;

class StoresTest {
    @TempDir
    Path folder;

    /** A reading connection that could not be opened is tried again, not missing for ever. */
    @Test
    void readersThatCouldNotBeOpenedAreNotLost() {
        Path other = folder.resolve("other.db");
        try (SqliteStore store =
                new SqliteStore(folder.resolve("one.db"), SynchronousMode.NORMAL, Optional.of(other))) {
            assertTimeout(Duration.ofMinutes(1), () -> {
                for (int i = 0; i < 10; i++) {
                    assertThrows(StoreFault.class, () -> store.read(db -> db.number("SELECT 1")));
                }
            });
            new SqliteStore(other, SynchronousMode.NORMAL, Optional.empty()).close();
            assertEquals(1L, (long) store.read(db -> db.number("SELECT 1")));
        }
    }

    /** Power may fail between a file's name and its content, at the first start. */
    @Test
    void aHomeWhoseFormatWasNeverWrittenOpens() throws IOException {
        Files.writeString(folder.resolve("format"), "");
        Home.open(folder).close();
        assertEquals(HomeFormat.NEWEST + "\n", Files.readString(folder.resolve("format")));
        Files.writeString(folder.resolve("format"), (HomeFormat.NEWEST + 1) + "\n");
        assertThrows(HomeUnusable.class, () -> Home.open(folder));
    }

    /** Also of a home that an earlier release made, whose files others could read once the folder is opened up. */
    @Test
    void databasesAndWhatLiesBesideThemAreTheOwnersAlone() throws IOException {
        Path file = folder.resolve("local.db");
        Path copy = folder.resolve("copy.db");
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-r--r--")));
        try (SqliteStore store = new SqliteStore(file, SynchronousMode.FULL, Optional.empty())) {
            store.write(db -> db.update("CREATE TABLE some (thing TEXT)"));
            store.copyTo(copy);
            try (Stream<Path> files = Files.list(folder)) {
                List<Path> found = files.toList();
                assertEquals(4, found.size(), "the file, its log, what readers share, the copy: " + found);
                for (Path each : found) {
                    assertEquals(
                            "rw-------",
                            PosixFilePermissions.toString(Files.getPosixFilePermissions(each)),
                            each.toString());
                }
            }
        }
    }
}
