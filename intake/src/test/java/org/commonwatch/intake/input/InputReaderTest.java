package org.commonwatch.intake.input;

import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.zip.GZIPOutputStream;
import org.commonwatch.intake.Intake;
import org.commonwatch.intake.IntakeSummary;
import org.commonwatch.intake.Source;
import org.commonwatch.intake.csv.ColumnMap;
import org.commonwatch.intake.export.BundleWriter;
import org.commonwatch.intake.warninglist.WarningLists;
import org.commonwatch.kernel.Limits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class InputReaderTest {
    private static final String IDENTITY =
            "{\"type\":\"identity\",\"spec_version\":\"2.1\",\"id\":\"identity--00000000-0000-4000-8000-000000000001\","
                    + "\"created\":\"2026-01-01T00:00:00Z\",\"modified\":\"2026-01-01T00:00:00Z\",\"name\":\"Example\"}";
    private static final String BUNDLE =
            "{\"type\":\"bundle\",\"id\":\"bundle--00000000-0000-4000-8000-000000000002\",\"objects\":[" + IDENTITY
                    + "]}";
    private static final String EVENT =
            "{\"Event\":{\"uuid\":\"00000000-0000-4000-8000-000000000003\",\"info\":\"x\"}}";

    record Result(IntakeSummary summary, List<Intake> items) {
        String codes() {
            return String.join(
                    " ",
                    items.stream()
                            .filter(Intake.Rejected.class::isInstance)
                            .map(item -> ((Intake.Rejected) item).refusal().code())
                            .toList());
        }
    }

    private static Result read(InputStream in, Optional<String> name) {
        List<Intake> items = new ArrayList<>();
        Source source = Source.named("test", Instant.parse("2026-01-02T03:04:05Z"));
        try {
            IntakeSummary summary = new InputReader(source, WarningLists.none(), ColumnMap.AUTOMATIC)
                    .read(in, Optional.empty(), name, items::add);
            return new Result(summary, items);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Result read(byte[] bytes) {
        return read(new ByteArrayInputStream(bytes), Optional.empty());
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '¦', quoteCharacter = '`', textBlock = """
            stix ¦ {"type":"bundle","objects":[]}
            stix ¦ {"id":"x--1","spec_version":"2.1","type":"identity"}
            stix ¦ [{"type":"identity"}]
            misp ¦ {"Event":{}}
            misp ¦ {"response":[{"Event":{}}]}
            misp ¦ [{"Event":{}}]
            csv  ¦ evil.example
            csv  ¦ value,type
            csv  ¦ 0.0.0.0 evil.example
            text ¦ 192.0.2.1 was seen to call evil.example, and others.
            text ¦ [1] We saw evil.example, which is bad.
            text ¦ We saw evil.example, 192.0.2.1 and more.
            text ¦ just words
            auto ¦ {"foreign":1}
            """)
    void tellsTheFormat(String format, String text) {
        assertEquals(format, read(text.getBytes(UTF_8)).summary().format());
    }

    @Test
    void aNameOnlyDecidesBetweenTableAndProse() {
        byte[] words = "a,b\nc,d\n".getBytes(UTF_8);
        assertEquals("text", read(words).summary().format());
        assertEquals(
                "csv",
                read(new ByteArrayInputStream(words), Optional.of("feed.csv"))
                        .summary()
                        .format());
        byte[] bundle = BUNDLE.getBytes(UTF_8);
        assertEquals(
                "stix",
                read(new ByteArrayInputStream(bundle), Optional.of("feed.csv"))
                        .summary()
                        .format());
    }

    @Test
    void stixPassesByteForByte() throws IOException {
        Result result = read(gzip(("\ufeff" + BUNDLE).getBytes(UTF_8)));
        assertEquals("", result.codes());
        Intake.Understood only = (Intake.Understood) result.items().getFirst();
        assertArrayEquals(IDENTITY.getBytes(UTF_8), only.object().bytes());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (BundleWriter writer = new BundleWriter(out, new UUID(0, 7))) {
            writer.add(only.object());
        }
        Result again = read(out.toByteArray());
        assertArrayEquals(
                IDENTITY.getBytes(UTF_8),
                ((Intake.Understood) again.items().getFirst()).object().bytes());
    }

    @Test
    void readsUtf16WithItsMarkOnly() {
        assertEquals("", read("evil.example\n".getBytes(UTF_16)).codes());
        assertEquals("input-charset", read("evil.example\n".getBytes(UTF_16LE)).codes());
        assertEquals("input-charset", read(BUNDLE.getBytes(UTF_16)).codes());
        assertEquals("", read("\ufeffevil.example\n".getBytes(UTF_8)).codes());
    }

    @Test
    void refusesWhatIsNoText() throws IOException {
        assertEquals("input-binary", read("%PDF-1.7 ...".getBytes(UTF_8)).codes());
        assertEquals("input-binary", read(new byte[] {'P', 'K', 3, 4, 0, 0}).codes());
        assertEquals("text-without-values", read(new byte[0]).codes());
        byte[] packed = gzip(EVENT.repeat(50).getBytes(UTF_8));
        assertEquals("gzip-broken", read(Arrays.copyOf(packed, 15)).codes());
    }

    /** 12 MB of one line repeated pack to far less than the ratio allows; reading must stop before their end. */
    @Test
    void stopsAtABomb() throws IOException {
        byte[] line = "# nothing\n".repeat(100_000).getBytes(UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            for (int i = 0; i < 12; i++) {
                gzip.write(line);
            }
        }
        Result result = read(new ByteArrayInputStream(out.toByteArray()), Optional.of("feed.csv"));
        assertTrue(out.size() < 12_000_000 / Limits.GUNZIP_RATIO_MAX, "not a bomb: " + out.size());
        assertEquals("gzip-bomb", result.codes());
        assertTrue(!result.summary().complete());
    }

    @Test
    void readsRealBundles() throws IOException {
        Path folder = Path.of(System.getProperty("commonwatch.root"), "../shared/data/stix/eset");
        assumeTrue(Files.isDirectory(folder), "skipped: no " + folder);
        try (var files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".json")).toList()) {
                try (InputStream in = Files.newInputStream(file)) {
                    Result result = read(in, Optional.empty());
                    assertEquals("", result.codes(), file.toString());
                    assertTrue(result.summary().complete() && result.summary().understoodCount() > 0, file.toString());
                }
            }
        }
    }

    /** Random bytes and damaged inputs of every format: a result always, a fault never. */
    @Test
    void anyBytesAreAnswered() throws IOException {
        long seed = 20261122;
        Random random = new Random(seed);
        List<byte[]> seeds = List.of(
                BUNDLE.getBytes(UTF_8),
                EVENT.getBytes(UTF_8),
                "value,type\nevil.example,domain\n".getBytes(UTF_8),
                "See hxxp://evil[.]example/a".getBytes(UTF_8),
                gzip(BUNDLE.getBytes(UTF_8)),
                "x,y".getBytes(UTF_16));
        for (int round = 0; round < 2_000; round++) {
            byte[] bytes = seeds.get(random.nextInt(seeds.size())).clone();
            for (int i = random.nextInt(6); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            Result result =
                    read(Arrays.copyOf(bytes, random.nextInt(4) == 0 ? random.nextInt(bytes.length) : bytes.length));
            assertTrue(result.summary().understoodCount() >= 0, "seed " + seed);
        }
    }
}
