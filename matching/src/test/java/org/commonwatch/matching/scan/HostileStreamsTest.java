package org.commonwatch.matching.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.commonwatch.matching.index.IndicatorIndex;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Streams meant to hurt: one endless line of every kind costs linear time and memory that does not grow. */
final class HostileStreamsTest {
    private static final int SMALL_BYTES = 512 << 10;

    /** Four times the bytes may take so many times as long: linear is 4, quadratic 16; the rest is for a busy machine. */
    private static final double RATIO_MAX = 10;

    /** Shorter times are noise. */
    private static final long NANOS_MIN = 20_000_000;

    /** What one scan of any length may allocate: its own buffers, and hits' values. */
    private static final long ALLOCATED_BYTES_MAX = 8 << 20;

    private static final int HIT_BYTES = 400;

    private static final int FEED_BYTES = 64 << 10;
    private static final long LONG_BYTES = 1_000_000_000L;

    @TempDir
    static Path folder;

    private static IndicatorIndex index;

    @BeforeAll
    static void build() throws Exception {
        index = Indexes.of(folder.resolve("hostile.idx"), RandomStreams.INDICATORS);
    }

    @AfterAll
    static void close() {
        index.close();
    }

    /** What is repeated without a line end; the listed host makes the expensive parts run. */
    static Stream<String> pieces() {
        return Stream.of(
                ".",
                "a",
                "1",
                "\0",
                ":",
                "f:",
                "@",
                "-",
                "%",
                "\u00ff",
                "\u00c3\u00bc",
                "\u00c3\u00bc.",
                "a.",
                "1.2.3.4-",
                "1.2.3.4.",
                "0:",
                "::",
                "[.]",
                "a[.]",
                "(dot)",
                "a\\.",
                "\\/",
                "http://",
                "http://evil.example",
                "http://evil.example/(",
                "http://evil.example/))))))))",
                "http://@",
                "hxxp[:]//evil[.]example\\/",
                "bob@evil.example",
                "'@evil.example",
                "'bob@evil.example",
                "x.evil.example.",
                "evil.example ",
                "%2Fevil.example",
                "abXabX",
                "abXab",
                "my evil.ex",
                "0123456789abcdef",
                "\r");
    }

    @ParameterizedTest
    @MethodSource("pieces")
    void costsLinearTimeAndBoundedMemory(String piece) {
        repeated(piece, SMALL_BYTES);
        double ratio = Double.MAX_VALUE;
        long grown = Long.MAX_VALUE;
        for (int tries = 0; tries < 6 && (ratio > RATIO_MAX || grown >= ALLOCATED_BYTES_MAX); tries++) {
            Cost small = repeated(piece, SMALL_BYTES);
            Cost large = repeated(piece, 4L * SMALL_BYTES);
            ratio = (double) large.nanos() / Math.max(small.nanos(), NANOS_MIN);
            grown = large.beside();
        }
        long least = grown;
        assertTrue(least < ALLOCATED_BYTES_MAX, () -> "allocated " + least + " bytes beside hits");
        double last = ratio;
        assertTrue(last <= RATIO_MAX, () -> "four times the bytes took " + last + " times as long");
    }

    @Test
    @Tag("long")
    void endsAGigabyteWithoutALineEnd() {
        for (String piece : new String[] {"a", ".", "1.", "\0", "\u00ff", "a.", "http://evil.example/("}) {
            Cost cost = repeated(piece, LONG_BYTES);
            System.out.println(
                    "a gigabyte of " + MatchingTable.written(piece) + ": " + cost.nanos() / 1_000_000 + " ms");
            assertTrue(cost.beside() < ALLOCATED_BYTES_MAX, piece);
        }
    }

    /** A token after an endless one is still found, at its place. */
    @ParameterizedTest
    @MethodSource("pieces")
    void findsWhatStandsAfterwards(String piece) {
        String before = piece.repeat(100_000 / piece.length()) + " \n";
        byte[] stream = (before + "see evil.example now").getBytes(StandardCharsets.ISO_8859_1);
        long last = Scanning.of(index, Profile.DEFAULT, stream, 4096).stream()
                .filter(hit -> hit.line() == 2 && hit.offset() == before.length() + 4)
                .count();
        assertEquals(3, last, "two domains and a file name");
    }

    private record Cost(long nanos, long allocated, long hits) {
        /** What was allocated for anything but the indicators that hits are told with. */
        long beside() {
            return allocated - HIT_BYTES * hits;
        }
    }

    private static Cost repeated(String piece, long bytes) {
        byte[] unit = piece.getBytes(StandardCharsets.ISO_8859_1);
        byte[] chunk = new byte[FEED_BYTES / unit.length * unit.length];
        for (int i = 0; i < chunk.length; i++) {
            chunk[i] = unit[i % unit.length];
        }
        long[] hits = new long[1];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        long from = threads.getCurrentThreadCpuTime();
        StreamScanner scanner = new StreamScanner(
                index,
                Profile.DEFAULT,
                (line, offset, indicator, rule, buffer, start, end) -> hits[0]++,
                // Vectors live on the heap until their code is compiled, which would be counted as the scanner's.
                new WordMasks());
        for (long fed = 0; fed < bytes; fed += chunk.length) {
            scanner.feed(chunk, 0, chunk.length);
        }
        scanner.end();
        return new Cost(
                threads.getCurrentThreadCpuTime() - from, threads.getCurrentThreadAllocatedBytes() - before, hits[0]);
    }
}
