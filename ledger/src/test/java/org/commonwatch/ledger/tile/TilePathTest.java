package org.commonwatch.ledger.tile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TilePathTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            0,  0,       256, tile/0/000
            0,  999,     256, tile/0/999
            0,  1000,    256, tile/0/x001/000
            2,  1234067, 256, tile/2/x001/x234/067
            63, 5,       1,   tile/63/005.p/1
            -1, 0,       255, tile/entries/000.p/255
            -1, 1234067, 7,   tile/entries/x001/x234/067.p/7
            """)
    void writesAndReadsTheSpecifiedPaths(int level, long index, int width, String path) {
        TilePath tile = new TilePath(level, index, width);
        assertEquals(path, tile.text());
        assertEquals(Optional.of(tile), TilePath.parse(path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "tile",
                "tile/",
                "tile/0",
                "tile/0/",
                "tile/0/0",
                "tile/0/0000",
                "tile/00/000",
                "tile/64/000",
                "tile/-1/000",
                "tile/0/x000/001",
                "tile/0/001/000",
                "tile/0/x001/x000",
                "tile/0/000.p",
                "tile/0/000.p/",
                "tile/0/000.p/0",
                "tile/0/000.p/256",
                "tile/0/000.p/01",
                "tile/0/000.p/1/",
                "tile/0/../../checkpoint",
                "tile/entries/../000",
                "tile/0/000\u0000",
                "/tile/0/000",
                "tile/.p/7",
                "checkpoint",
            })
    void anythingElseIsNoTile(String path) {
        assertEquals(Optional.empty(), TilePath.parse(path));
    }

    /** The example of the specification: a tree of 70,000 leaves. */
    @Test
    void theTilesOfASizeAreThoseOfTheSpecification() {
        long size = 70_000;
        assertEquals(112, TilePath.inTree(0, 273, size).orElseThrow().width());
        assertEquals(256, TilePath.inTree(0, 272, size).orElseThrow().width());
        assertEquals(17, TilePath.inTree(1, 1, size).orElseThrow().width());
        assertEquals(1, TilePath.inTree(2, 0, size).orElseThrow().width());
        assertTrue(TilePath.inTree(3, 0, size).isEmpty());
        assertTrue(TilePath.inTree(0, 274, size).isEmpty());
        assertEquals(1, TilePath.inTree(1, 0, 256).orElseThrow().width());
        assertTrue(TilePath.inTree(0, 1, 256).isEmpty());
    }
}
