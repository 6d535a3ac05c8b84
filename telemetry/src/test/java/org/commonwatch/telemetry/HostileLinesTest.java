package org.commonwatch.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.commonwatch.kernel.Limits;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Damaged and made-up lines: always a record within its bounds, never an exception, never more than linear work. */
class HostileLinesTest {
    private static final String[] SPICE = {
        "\"",
        "\\",
        "\\x",
        "\\u0000",
        "\\ud800",
        "[",
        "]",
        "{",
        "}",
        "<34>1 ",
        "<",
        "#",
        "#fields\t",
        "\t",
        ",",
        ";",
        "=",
        "://",
        "@",
        "-",
        "%",
        "::",
        "1.2.3.4",
        "Feb 29 24:00:60 ",
        "9999999999999999999",
        "0000-00-00T00:00:00Z",
        "+99:99",
        "\0",
        "\u00e4",
        "client @",
        "unbound[",
        "query: ",
        "1e9999",
        "null",
        "[[[[[[[[",
        "\\REGISTRY\\",
        "a\\",
        "C:\\",
        "/"
    };

    @Test
    void damagedLinesGiveRecords() throws IOException {
        damage(20_261_125L, 30_000);
    }

    @Tag("long")
    @Test
    void manyDamagedLinesGiveRecords() throws IOException {
        for (long seed = 1; seed <= 40; seed++) {
            damage(seed, 100_000);
        }
    }

    private static void damage(long seed, int rounds) throws IOException {
        List<String> samples = new ArrayList<>();
        Transcript.streams(Files.readString(LinesTableTest.TABLE)).forEach(stream -> samples.addAll(stream.lines()));
        Random random = new Random(seed);
        LineReader any = LineReader.of(Optional.empty(), SourceClock.utc());
        LogFormat[] formats = LogFormat.values();
        LineReader told = LineReader.of(Optional.of(formats[0]), SourceClock.utc());
        for (int round = 0; round < rounds; round++) {
            if (round % 100 == 0) {
                told = LineReader.of(Optional.of(formats[random.nextInt(formats.length)]), SourceClock.utc());
            }
            byte[] line = samples.get(random.nextInt(samples.size())).getBytes(UTF_8);
            int changes = random.nextInt(5);
            for (int i = 0; i < changes; i++) {
                line = changed(line, random);
            }
            try {
                check(any.read(line, 0, line.length, Transcript.RECEIVED), line);
                check(told.read(line, 0, line.length, Transcript.RECEIVED), line);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + " round " + round + ": " + new String(line, UTF_8), e);
            }
        }
        assertTrue(any.recognised().isPresent());
        assertFalse(any.misfits().isEmpty());
    }

    private static byte[] changed(byte[] line, Random random) {
        int at = random.nextInt(line.length + 1);
        byte[] spice = SPICE[random.nextInt(SPICE.length)].getBytes(UTF_8);
        return switch (random.nextInt(5)) {
            case 0 -> Arrays.copyOf(line, at);
            case 1 -> {
                byte[] flipped = line.clone();
                if (at < line.length) {
                    flipped[at] ^= (byte) (1 << random.nextInt(8));
                }
                yield flipped;
            }
            case 2 -> spliced(line, at, at, spice);
            case 3 -> spliced(line, at, Math.min(line.length, at + random.nextInt(20)), spice);
            default ->
                spliced(line, at, at, Arrays.copyOfRange(line, at, Math.min(line.length, at + random.nextInt(200))));
        };
    }

    private static byte[] spliced(byte[] line, int from, int to, byte[] middle) {
        byte[] result = Arrays.copyOf(line, line.length - (to - from) + middle.length);
        System.arraycopy(middle, 0, result, from, middle.length);
        System.arraycopy(line, to, result, from + middle.length, line.length - to);
        return result;
    }

    static void check(LogRecord record, byte[] line) {
        assertTrue(record.fields().size() <= Limits.LOG_FIELDS_MAX);
        assertTrue(record.time().text().length() <= EventTime.TEXT_CHARS_MAX);
        assertTrue(!record.time().utc().isBefore(Instant.EPOCH));
        record.values();
        record.assets();
        Observations.of(record, "o")
                .ifPresent(seen -> assertTrue(seen.objects().size() <= 4 * Limits.LOG_FIELDS_MAX + 8));
        assertTrue(
                record.time().basis() != EventTime.Basis.RECEIVED
                        || record.time().utc().equals(Transcript.RECEIVED),
                () -> new String(line, UTF_8));
    }

    /** A quadratic step would need some 17,000,000,000 operations on the long ones. */
    @Test
    void linesMadeToHurtCostLinearTime() {
        hurt(128 * 1024);
    }

    @Tag("long")
    @Test
    void linesMadeToHurtAtFullLengthCostLinearTime() {
        hurt(Limits.LOG_LINE_BYTES_MAX);
    }

    private static void hurt(int length) {
        ThreadMXBean clock = ManagementFactory.getThreadMXBean();
        List<String> units = List.of(
                "a",
                ".",
                "\0",
                " ",
                "\"",
                "\\x",
                "[",
                "{\"a\":",
                "=",
                "a=",
                "a=\"",
                "<",
                "client ",
                "query: ",
                "\t",
                "#",
                "1",
                ":",
                "@",
                "SRC=1.2.3.4 ",
                "]",
                "%",
                "\\",
                "/",
                "info: ",
                "\u00ff");
        for (LogFormat format : LogFormat.values()) {
            LineReader reader = LineReader.of(Optional.of(format), SourceClock.utc());
            LineReader any = LineReader.of(Optional.empty(), SourceClock.utc());
            for (String unit : units) {
                for (String head : List.of(
                        "", "{\"event_type\":\"", "Nov 25 12:00:00 gw x: ", "192.0.2.1 - - [", "client 1.2.3.4#1 ")) {
                    byte[] line = (head + unit.repeat(length / unit.length())).getBytes(UTF_8);
                    long start = clock.getCurrentThreadCpuTime();
                    check(reader.read(line, 0, line.length, Transcript.RECEIVED), line);
                    check(any.read(line, 0, line.length, Transcript.RECEIVED), line);
                    Duration took = Duration.ofNanos(clock.getCurrentThreadCpuTime() - start);
                    assertTrue(took.toSeconds() < 5, format + " " + head + unit + "... took " + took);
                }
            }
        }
    }

    @Test
    void aLongLineIsReadAtItsStartAndCounted() {
        LineReader reader = LineReader.of(Optional.empty(), SourceClock.utc());
        byte[] line =
                ("2026-11-25 12:00:00 SRC=192.0.2.1 " + "x".repeat(2 * Limits.LOG_LINE_BYTES_MAX)).getBytes(UTF_8);
        LogRecord record = reader.read(line, 0, line.length, Transcript.RECEIVED);
        assertEquals(Optional.of("192.0.2.1"), record.fields().first(Field.SRC_IP));
        assertEquals(1L, reader.misfits().get(Misfit.LINE_TOO_LONG));
    }

    @Test
    void manyValuesAreCutAndCounted() {
        LineReader reader = LineReader.of(Optional.empty(), SourceClock.utc());
        String answers = "\"a.example\",".repeat(2000);
        String line = "{\"ts\":1764072000,\"query\":\"b.example\",\"answers\":[" + answers + "\"c.example\"]}";
        LogRecord record = Transcript.read(reader, line);
        assertEquals(Limits.LOG_FIELDS_MAX, record.fields().size());
        assertEquals(Optional.of(Misfit.TOO_MANY_FIELDS), record.misfit());
    }

    @Test
    void deepJsonIsNotUnderstoodAndCounted() {
        LineReader reader = LineReader.of(Optional.of(LogFormat.EVE), SourceClock.utc());
        String line = "{\"event_type\":\"x\",\"dns\":{\"answers\":" + "[".repeat(100) + "]".repeat(100) + "}}";
        assertEquals(LogFormat.PLAIN, Transcript.read(reader, line).format());
        assertEquals(1L, reader.misfits().get(Misfit.TOO_DEEP));
    }
}
