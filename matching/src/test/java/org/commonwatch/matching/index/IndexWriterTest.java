package org.commonwatch.matching.index;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IndexWriterTest {
    /** More than are handed to the other thread at a time, several times over, and some that are not. */
    private static final int ROWS = 30_000;

    @TempDir
    Path folder;

    private static Indicator row(int number) {
        return number % 2 == 0
                ? new Indicator(MatchKind.DOMAIN, "name" + number + ".example", number)
                : new Indicator(
                        MatchKind.IPV4,
                        "10." + (number >> 16) + "." + (number >> 8 & 255) + "." + (number & 255),
                        number);
    }

    @Test
    void holdsEveryRowOfMany() throws Exception {
        Path file = folder.resolve("many.idx");
        try (IndexWriter writer = new IndexWriter()) {
            for (int i = 0; i < ROWS; i++) {
                writer.add(row(i));
            }
            assertThrows(Refused.class, () -> writer.add(new Indicator(MatchKind.IPV4, "10.0.0", ROWS)));
            writer.write(file);
        }
        try (IndicatorIndex index = IndicatorIndex.open(file)) {
            index.verify();
            assertEquals(ROWS, index.size());
            for (int i = 0; i < ROWS; i++) {
                Indicator row = row(i);
                assertEquals(List.of(row), index.lookup(row.kind(), row.value()));
            }
        }
    }

    @Test
    void leavesNoFileWhenItIsGivenUp() throws Exception {
        Path file = folder.resolve("none.idx");
        try (IndexWriter writer = new IndexWriter()) {
            for (int i = 0; i < ROWS; i++) {
                writer.add(row(i));
            }
        }
        assertFalse(Files.exists(file));
        try (var files = Files.list(folder)) {
            assertEquals(0, files.count());
        }
    }
}
