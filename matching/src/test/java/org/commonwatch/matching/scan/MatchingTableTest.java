package org.commonwatch.matching.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.commonwatch.matching.index.IndicatorIndex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table in docs/formats/matching.md, row by row, by the twin and by the scanner. */
final class MatchingTableTest {
    static List<MatchingTable.Row> rows() throws IOException {
        return MatchingTable.rows();
    }

    @TempDir
    Path folder;

    @Test
    void tableIsThere() throws IOException {
        assertTrue(rows().size() > 180, "rows: " + rows().size());
    }

    @ParameterizedTest
    @MethodSource("rows")
    void twinFindsWhatIsWritten(MatchingTable.Row row) {
        boolean numbered = row.indicators().size() > 1;
        NaiveScan plain = new NaiveScan(row.indicators(), false);
        assertEquals(row.hits(), MatchingTable.written(plain.scan(row.text()), numbered));
        NaiveScan zeek = new NaiveScan(row.indicators(), true);
        assertEquals(row.zeekHits(), MatchingTable.written(zeek.scan(row.text()), numbered), "zeek");
    }

    @ParameterizedTest
    @MethodSource("rows")
    void scannerFindsWhatIsWritten(MatchingTable.Row row) throws Exception {
        boolean numbered = row.indicators().size() > 1;
        byte[] text = row.text().getBytes(StandardCharsets.ISO_8859_1);
        try (IndicatorIndex index = Indexes.of(folder.resolve("row.idx"), row.indicators())) {
            for (ByteMasks masks : Scanning.masks()) {
                for (int chunk : new int[] {1, 2, 5, Integer.MAX_VALUE}) {
                    List<Found> hits = Scanning.of(index, Profile.DEFAULT, masks, text, chunk);
                    assertEquals(row.hits(), MatchingTable.written(hits, numbered));
                    List<Found> zeek = Scanning.of(index, Profile.ZEEK, masks, text, chunk);
                    assertEquals(row.zeekHits(), MatchingTable.written(zeek, numbered), "zeek");
                }
            }
        }
    }
}
