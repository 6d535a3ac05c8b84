package org.commonwatch.matching.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table in docs/formats/matching.md, row by row, by the twin and by the scanner. */
final class MatchingTableTest {
    static List<MatchingTable.Row> rows() throws IOException {
        return MatchingTable.rows();
    }

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
}
