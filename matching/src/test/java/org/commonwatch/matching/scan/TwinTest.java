package org.commonwatch.matching.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.commonwatch.matching.Indicator;
import org.commonwatch.matching.MatchKind;
import org.commonwatch.matching.index.IndicatorIndex;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Scanner against {@link NaiveScan} on streams that a seed makes, however they are cut. */
final class TwinTest {
    private static final int STREAMS = 300;
    private static final int STREAMS_LONG = 20_000;
    private static final int[] CHUNKS = {1, 2, 3, 7, 64, 4096, Integer.MAX_VALUE};

    @TempDir
    Path folder;

    @Test
    void findsWhatTheTwinFinds() throws Exception {
        compare(System.nanoTime(), STREAMS);
    }

    @Test
    @Tag("long")
    void findsWhatTheTwinFindsInManyStreams() throws Exception {
        compare(System.nanoTime(), STREAMS_LONG);
    }

    private void compare(long seed, int streams) throws Exception {
        System.out.println("TwinTest seed " + seed);
        NaiveScan plain = new NaiveScan(RandomStreams.INDICATORS, false);
        NaiveScan zeek = new NaiveScan(RandomStreams.INDICATORS, true);
        RandomStreams made = new RandomStreams(new Random(seed));
        Random shape = new Random(seed + 1);
        Set<MatchKind> kinds = EnumSet.noneOf(MatchKind.class);
        Set<MatchRule> rules = EnumSet.noneOf(MatchRule.class);
        try (IndicatorIndex index = index(RandomStreams.INDICATORS)) {
            for (int i = 0; i < streams; i++) {
                String stream = made.next(1 + shape.nextInt(60));
                List<Found> expected = plain.scan(stream);
                expected.forEach(hit -> {
                    kinds.add(hit.indicator().kind());
                    rules.add(hit.rule());
                });
                check(index, Profile.DEFAULT, stream, expected, "seed " + seed + ", stream " + i);
                check(index, Profile.ZEEK, stream, zeek.scan(stream), "zeek, seed " + seed + ", stream " + i);
            }
        }
        assertEquals(EnumSet.allOf(MatchKind.class), kinds, "kinds that were found at all");
        assertEquals(EnumSet.allOf(MatchRule.class), rules, "rules that fired at all");
    }

    private static void check(IndicatorIndex index, Profile profile, String stream, List<Found> expected, String what) {
        byte[] bytes = stream.getBytes(StandardCharsets.ISO_8859_1);
        for (int chunk : CHUNKS) {
            for (ByteMasks masks : Scanning.masks()) {
                List<Found> found = Scanning.of(index, profile, masks, bytes, chunk);
                if (!expected.equals(found)) {
                    assertEquals(
                            Scanning.lines(expected),
                            Scanning.lines(found),
                            what + ", " + masks + ", chunks of " + chunk + ": " + MatchingTable.written(stream));
                }
            }
        }
    }

    private IndicatorIndex index(List<Indicator> indicators) throws Exception {
        return Indexes.of(folder.resolve("twin.idx"), indicators);
    }
}
