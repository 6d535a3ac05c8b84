package org.commonwatch.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Lines a second of one core, by processor time, printed for each stream of the table. */
class ReadingSpeedTest {
    private static final int LINES_A_SECOND_MIN = 50_000;
    private static final int ROUNDS = 200_000;

    @Tag("long")
    @Test
    void readsFiftyThousandLinesASecond() throws IOException {
        for (Transcript.Stream stream : Transcript.streams(Files.readString(LinesTableTest.TABLE))) {
            LineReader reader = stream.reader();
            List<byte[]> lines =
                    stream.lines().stream().map(line -> line.getBytes(UTF_8)).toList();
            lines.forEach(line -> reader.read(line, 0, line.length, Transcript.RECEIVED));
            List<byte[]> bodies = lines.stream()
                    .filter(line -> line.length > 0 && line[0] != '#')
                    .toList();
            byte[] body = bodies.getFirst();
            LogFormat format =
                    reader.read(body, 0, body.length, Transcript.RECEIVED).format();
            long bytes = 0;
            long start = 0;
            for (int i = 0; i < 2 * ROUNDS; i++) {
                if (i == ROUNDS) {
                    start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
                }
                bytes += reader.read(body, 0, body.length, Transcript.RECEIVED).format() == format ? body.length : 0;
            }
            double seconds = (ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start) / 1e9;
            System.out.printf(
                    "%-50s %8.0f lines/s %6.1f MB/s%n", stream.title(), ROUNDS / seconds, bytes / 2.0 / seconds / 1e6);
            assertTrue(ROUNDS / seconds > LINES_A_SECOND_MIN, stream.title());
        }
    }
}
