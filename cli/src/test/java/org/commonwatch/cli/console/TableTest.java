package org.commonwatch.cli.console;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static Table table() {
        return new Table()
                .wholeColumn("ID")
                .column("TITLE")
                .column("FROM")
                .row("malware--1", "A long title about a campaign", "Harbour CERT")
                .row("tool--22", "港湾", "x");
    }

    @Test
    void alignsWithoutALimit() {
        assertEquals(
                List.of(
                        "ID          TITLE                          FROM",
                        "malware--1  A long title about a campaign  Harbour CERT",
                        "tool--22    港湾                           x"),
                table().lines(0));
    }

    @Test
    void shortensTheWidestFirstAndIdsNever() {
        assertEquals(
                List.of(
                        "ID          TITLE         FROM",
                        "malware--1  A long title… Harbour CERT"
                                .replace("… ", "…  ")
                                .replace("title…", "titl…"),
                        "tool--22    港湾          x"),
                table().lines(38));
    }

    @Test
    void fitsEveryWidthDownToWhatMustStay() {
        for (int width = 30; width < 120; width++) {
            for (String line : table().lines(width)) {
                assertTrue(Columns.of(line) <= Math.max(width, 30), width + ": " + line);
                assertTrue(line.startsWith("ID") || line.contains("--"), line);
            }
        }
    }

    @Test
    void writesSizesForPeople() {
        assertEquals("999 B", Progress.bytes(999));
        assertEquals("1.0 kB", Progress.bytes(1_000));
        assertEquals("1.0 MB", Progress.bytes(999_950));
        assertEquals("34.2 MB", Progress.bytes(34_180_000));
        assertEquals("9223.4 PB", Progress.bytes(Long.MAX_VALUE));
    }
}
