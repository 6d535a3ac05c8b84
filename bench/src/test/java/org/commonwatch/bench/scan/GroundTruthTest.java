package org.commonwatch.bench.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.matching.index.IndexWriter;
import org.commonwatch.matching.index.IndicatorIndex;
import org.commonwatch.matching.scan.Profile;
import org.commonwatch.matching.scan.StreamScanner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was injected into a log is found, all of it at its place and nothing else, however the log is cut. */
final class GroundTruthTest {
    private static final int BYTES = 2_000_000;
    private static final int HITS = 1_500;

    @TempDir
    Path folder;

    @Test
    void findsExactlyWhatWasInjected() throws Exception {
        long seed = System.nanoTime();
        System.out.println("GroundTruthTest seed " + seed);
        IndicatorSets sets = new IndicatorSets(seed, Files.createFile(folder.resolve("none.tsv")));
        MakeLog.write(
                sets, seed, IndicatorSets.COMMON_ROWS, BYTES, HITS, folder.resolve("log"), folder.resolve("truth"));
        List<String> truth = Files.readAllLines(folder.resolve("truth"));
        List<String> expected = truth.stream()
                .filter(row -> row.startsWith("hit\t"))
                .map(row -> row.substring(4))
                .toList();
        assertEquals(HITS, expected.size());
        assertEquals(2 * HITS, truth.size(), "as many near misses");
        byte[] log = Files.readAllBytes(folder.resolve("log"));
        try (IndicatorIndex index = index(sets)) {
            for (int chunk : new int[] {1, 3, 64, 1_000, 65_536, Integer.MAX_VALUE}) {
                assertEquals(expected, found(index, log, chunk), "seed " + seed + ", chunks of " + chunk);
            }
        }
    }

    @Test
    void sameSeedSameBytes() throws Exception {
        IndicatorSets sets = new IndicatorSets(3, Files.createFile(folder.resolve("none.tsv")));
        for (String name : new String[] {"a", "b"}) {
            MakeLog.write(
                    sets,
                    3,
                    IndicatorSets.COMMON_ROWS,
                    100_000,
                    20,
                    folder.resolve(name),
                    folder.resolve(name + ".truth"));
        }
        assertEquals(-1, Files.mismatch(folder.resolve("a"), folder.resolve("b")));
        assertEquals(-1, Files.mismatch(folder.resolve("a.truth"), folder.resolve("b.truth")));
        assertTrue(Files.size(folder.resolve("a")) >= 100_000);
    }

    private IndicatorIndex index(IndicatorSets sets) throws Exception {
        List<Listed> rows = new ArrayList<>();
        sets.each(IndicatorSets.COMMON_ROWS, rows::add);
        try (IndexWriter writer = new IndexWriter()) {
            for (Listed row : rows) {
                writer.add(row.indicator(1));
            }
            writer.write(folder.resolve("set.idx"));
        }
        return IndicatorIndex.open(folder.resolve("set.idx"));
    }

    private static List<String> found(IndicatorIndex index, byte[] log, int chunk) {
        List<String> found = new ArrayList<>();
        StreamScanner scanner = new StreamScanner(
                index,
                Profile.DEFAULT,
                (line, offset, indicator, rule, buffer, from, to) -> found.add(line + "\t" + offset + "\t"
                        + indicator.kind().word() + "\t" + indicator.value() + "\t"
                        + new String(buffer, from, to - from, StandardCharsets.UTF_8)));
        for (int at = 0; at < log.length; at += Math.min(chunk, log.length - at)) {
            scanner.feed(log, at, at + Math.min(chunk, log.length - at));
        }
        scanner.end();
        return found;
    }
}
