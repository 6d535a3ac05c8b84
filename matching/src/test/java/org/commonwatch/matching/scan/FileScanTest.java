package org.commonwatch.matching.scan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.airlift.compress.v3.zstd.ZstdOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.GZIPOutputStream;
import org.commonwatch.matching.index.IndicatorIndex;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files in parts, packed files and streams give what the scanner finds in their bytes. */
final class FileScanTest {
    @TempDir
    Path folder;

    private IndicatorIndex index;

    @BeforeEach
    void build() throws Exception {
        index = Indexes.of(folder.resolve("file.idx"), RandomStreams.INDICATORS);
    }

    @AfterEach
    void close() {
        index.close();
    }

    private static byte[] stream(long seed) {
        RandomStreams made = new RandomStreams(new Random(seed));
        StringBuilder out = new StringBuilder();
        for (int i = 0; i < 60; i++) {
            out.append(made.next(30)).append(i % 7 == 0 ? " ".repeat(3_000) : "\n");
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private List<Found> found(Path file, FileScan scan, byte[] bytes) throws IOException {
        List<Found> found = new ArrayList<>();
        AtomicLong done = new AtomicLong();
        FileScan.Result result = scan.file(
                file,
                (line, offset, indicator, rule, buffer, from, to) ->
                        found.add(new Found(line, offset, indicator, rule, Found.text(buffer, from, to))),
                done::set);
        assertEquals(bytes.length, result.bytes());
        assertEquals(found.size(), result.hits());
        assertEquals(Files.size(file), done.get(), "bytes read of the file");
        long ends = new String(bytes, StandardCharsets.ISO_8859_1)
                .chars()
                .filter(c -> c == '\n')
                .count();
        assertEquals(ends + (bytes[bytes.length - 1] == '\n' ? 0 : 1), result.lines());
        return found;
    }

    @Test
    void partsGiveWhatOneThreadGives() throws Exception {
        long seed = System.nanoTime();
        System.out.println("FileScanTest seed " + seed);
        for (int round = 0; round < 20; round++) {
            byte[] bytes = stream(seed + round);
            Path file = Files.write(folder.resolve("log"), bytes);
            List<Found> expected = Scanning.of(index, Profile.DEFAULT, bytes, Integer.MAX_VALUE);
            for (int part : new int[] {1, 100, 4_096, 1 << 20}) {
                FileScan scan = new FileScan(index, Profile.DEFAULT, 3, part);
                assertEquals(
                        Scanning.lines(expected),
                        Scanning.lines(found(file, scan, bytes)),
                        "seed " + (seed + round) + ", parts of " + part);
            }
        }
    }

    /** Six colons and a dotted quad, without a double colon, wherever the masks' words of 64 bytes begin. */
    @Test
    void findsAnAddressOfSixGroupsAndAQuadAtEveryPlace() {
        for (int pad = 0; pad < 130; pad++) {
            byte[] bytes = (" ".repeat(pad) + "2001:DB8:0:00:0:0:192.0.0.0\n").getBytes(StandardCharsets.ISO_8859_1);
            List<Found> found = Scanning.of(index, Profile.DEFAULT, bytes, Integer.MAX_VALUE);
            assertEquals(1, found.size(), "after " + pad + " blanks: " + found);
            assertEquals(pad, found.getFirst().offset());
        }
    }

    @Test
    void unpacksGzipAndZstd() throws Exception {
        byte[] bytes = stream(5);
        ByteArrayOutputStream gzip = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gzip)) {
            out.write(bytes);
        }
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(zstd)) {
            out.write(bytes);
        }
        FileScan scan = new FileScan(index, Profile.DEFAULT, 2, 1_000);
        List<Found> expected = Scanning.of(index, Profile.DEFAULT, bytes, Integer.MAX_VALUE);
        assertTrue(expected.size() > 50, "something to find");
        assertEquals(expected, found(Files.write(folder.resolve("log.gz"), gzip.toByteArray()), scan, bytes));
        assertEquals(expected, found(Files.write(folder.resolve("log.zst"), zstd.toByteArray()), scan, bytes));
        for (ByteArrayOutputStream packed : List.of(gzip, zstd)) {
            byte[] torn = Arrays.copyOf(packed.toByteArray(), packed.size() / 2);
            assertThrows(IOException.class, () -> run(scan, torn));
        }
    }

    @Test
    void survivesDamagedPackedFiles() throws Exception {
        ByteArrayOutputStream zstd = new ByteArrayOutputStream();
        try (ZstdOutputStream out = new ZstdOutputStream(zstd)) {
            out.write(stream(6));
        }
        long seed = System.nanoTime();
        System.out.println("FileScanTest damage seed " + seed);
        Random random = new Random(seed);
        FileScan scan = new FileScan(index, Profile.DEFAULT, 1);
        for (int round = 0; round < 300; round++) {
            byte[] bad = zstd.toByteArray();
            for (int i = random.nextInt(4); i >= 0; i--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            try {
                run(scan, bad);
            } catch (IOException e) {
                assertTrue(e.getMessage() != null, "says what is wrong");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    @Test
    void emptyInputHasNoLines() throws Exception {
        assertEquals(new FileScan.Result(0, 0, 0), run(new FileScan(index, Profile.DEFAULT, 2), new byte[0]));
    }

    private static FileScan.Result run(FileScan scan, byte[] bytes) throws IOException {
        return scan.stream(
                new ByteArrayInputStream(bytes), (line, offset, indicator, rule, buffer, from, to) -> {}, done -> {});
    }
}
