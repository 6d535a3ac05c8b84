package org.commonwatch.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is read from a line of each format: {@code lines.txt}. Rewritten with {@code -Dcommonwatch.rewrite=true}, then read by a person. */
class LinesTableTest {
    static final Path TABLE = Path.of(
            System.getProperty("commonwatch.root", ".."),
            "telemetry/src/test/resources/org/commonwatch/telemetry/lines.txt");

    @Test
    void readsWhatTheTableSays() throws IOException {
        String table = Files.readString(TABLE);
        String now = Transcript.render(table);
        if (Boolean.getBoolean("commonwatch.rewrite")) {
            Files.writeString(TABLE, now);
        }
        assertEquals(now, Files.readString(TABLE));
    }

    @Test
    void everyFormatIsInTheTable() throws IOException {
        Set<LogFormat> seen = EnumSet.noneOf(LogFormat.class);
        for (Transcript.Stream stream : Transcript.streams(Files.readString(TABLE))) {
            LineReader reader = stream.reader();
            stream.lines()
                    .forEach(line -> seen.add(Transcript.read(reader, line).format()));
        }
        assertEquals(EnumSet.allOf(LogFormat.class), seen);
    }

    @Test
    void everyFieldIsInTheTable() throws IOException {
        String table = Files.readString(TABLE);
        for (Field field : Field.values()) {
            assertTrue(table.contains("\n= " + field.word() + " "), field.word());
        }
    }
}
