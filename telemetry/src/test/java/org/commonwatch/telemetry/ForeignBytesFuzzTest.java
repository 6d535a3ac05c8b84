package org.commonwatch.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code ./commonwatch test --fuzz}: any line gives a record within its bounds, whatever format it is said to have. */
@Tag("fuzz")
class ForeignBytesFuzzTest {
    static Stream<byte[]> lines() throws IOException {
        List<byte[]> lines = new ArrayList<>();
        Transcript.streams(Files.readString(LinesTableTest.TABLE))
                .forEach(stream -> stream.lines().forEach(line -> lines.add(line.getBytes(UTF_8))));
        return lines.stream();
    }

    @MethodSource("lines")
    @FuzzTest
    void line(byte[] line) {
        HostileLinesTest.check(
                LineReader.of(Optional.empty(), SourceClock.utc()).read(line, 0, line.length, Transcript.RECEIVED),
                line);
        for (LogFormat format : LogFormat.values()) {
            LineReader told = LineReader.of(Optional.of(format), SourceClock.utc());
            HostileLinesTest.check(told.read(line, 0, line.length, Transcript.RECEIVED), line);
        }
    }
}
