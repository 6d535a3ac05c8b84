package org.commonwatch.matching.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.commonwatch.kernel.Refused;
import org.commonwatch.matching.index.IndicatorIndex;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ./commonwatch test --fuzz}: whatever a stream holds, the scanner finds what the naive twin finds; any file opens or is refused. */
@Tag("fuzz")
final class ForeignBytesFuzzTest {
    private static final int SEEDS = 50;
    private static final int PIECES = 12;
    private static final int[] CHUNKS = {1, 7, Integer.MAX_VALUE};

    @TempDir
    static Path folder;

    private static IndicatorIndex index;
    private static NaiveScan plain;
    private static NaiveScan zeek;

    @BeforeAll
    static void build() throws Exception {
        index = Indexes.of(folder.resolve("good.idx"), RandomStreams.INDICATORS);
        plain = new NaiveScan(RandomStreams.INDICATORS, false);
        zeek = new NaiveScan(RandomStreams.INDICATORS, true);
    }

    @AfterAll
    static void close() {
        index.close();
    }

    static Stream<byte[]> streams() {
        RandomStreams made = new RandomStreams(new Random(1));
        return IntStream.range(0, SEEDS).mapToObj(i -> made.next(PIECES).getBytes(StandardCharsets.ISO_8859_1));
    }

    static Stream<byte[]> files() throws Exception {
        Path seed = Files.createTempFile("seed", ".idx");
        try {
            Indexes.of(seed, RandomStreams.INDICATORS.subList(0, 3)).close();
            return Stream.of(Files.readAllBytes(seed));
        } finally {
            Files.delete(seed);
        }
    }

    @MethodSource("streams")
    @FuzzTest
    void stream(byte[] bytes) {
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        check(Profile.DEFAULT, bytes, plain.scan(text));
        check(Profile.ZEEK, bytes, zeek.scan(text));
    }

    private static void check(Profile profile, byte[] bytes, List<Found> expected) {
        for (int chunk : CHUNKS) {
            assertEquals(
                    Scanning.lines(expected),
                    Scanning.lines(Scanning.of(index, profile, bytes, chunk)),
                    profile + " in chunks of " + chunk);
        }
    }

    @MethodSource("files")
    @FuzzTest
    void file(byte[] bytes) throws Exception {
        Path file = Files.write(folder.resolve("foreign.idx"), bytes);
        try (IndicatorIndex opened = IndicatorIndex.open(file)) {
            scan(opened);
        } catch (Refused refused) {
            assertFalse(refused.refusal().code().isEmpty());
        }
    }

    /** What opening does not look at may be damaged: then the scan may end in a fault, which the full check explains. */
    private static void scan(IndicatorIndex opened) {
        try {
            Scanning.of(opened, Profile.DEFAULT, "192.0.2.1 evil.example".getBytes(StandardCharsets.US_ASCII), 7);
        } catch (IndexOutOfBoundsException | IllegalStateException fault) {
            assertThrows(Refused.class, opened::verify, fault::toString);
        }
    }
}
