package org.commonwatch.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LineReaderTest {
    @Test
    void saysWhichFormatAndHowSure() {
        LineReader reader = LineReader.of(Optional.empty(), SourceClock.utc());
        assertEquals(Optional.empty(), reader.recognised());
        for (int i = 0; i < 3; i++) {
            Transcript.read(reader, "192.0.2.1 - - [10/Oct/2000:13:55:36 +0000] \"GET / HTTP/1.1\" 200 5");
        }
        Transcript.read(reader, "something else");
        Recognition recognition = reader.recognised().orElseThrow();
        assertEquals(new Recognition(LogFormat.APACHE, 4, 3), recognition);
        assertEquals(75, recognition.percent());
    }

    @Test
    void goesOnInTheMiddleOfAFileWithTheHeadersItHad() {
        LineReader first = LineReader.of(Optional.empty(), SourceClock.utc());
        Transcript.read(first, "#separator \\x09");
        Transcript.read(first, "#path\tdns");
        Transcript.read(first, "#fields\tts\tquery");
        LineReader second = LineReader.of(Optional.empty(), SourceClock.utc());
        for (String header : new String(first.headers(), UTF_8).split("\n")) {
            Transcript.read(second, header);
        }
        LogRecord record = Transcript.read(second, "1764072000.5\tevil.example");
        assertEquals(Optional.of("evil.example"), record.fields().first(Field.DOMAIN));
    }

    @Test
    void aNewHeaderMakesTheOldOneVoid() {
        LineReader reader = LineReader.of(Optional.empty(), SourceClock.utc());
        Transcript.read(reader, "#separator \\x09");
        Transcript.read(reader, "#fields\tts\tquery");
        Transcript.read(reader, "#separator \\x2c");
        Transcript.read(reader, "#fields,ts,host");
        assertEquals("#separator \\x2c\n#fields,ts,host\n", new String(reader.headers(), UTF_8));
        LogRecord record = Transcript.read(reader, "1764072000.5,a.example");
        assertEquals(Optional.of("a.example"), record.fields().first(Field.DOMAIN));
    }

    @Test
    void readsPartOfABufferAndLeavesItsEndOfLine() {
        byte[] buffer = "xx\ufeff2026-11-25 12:00:00 a\r\nyy".getBytes(UTF_8);
        LogRecord record = LineReader.of(Optional.empty(), SourceClock.utc())
                .read(buffer, 2, buffer.length - 2, Transcript.RECEIVED);
        assertEquals("2026-11-25 12:00:00", record.time().text());
    }

    /** Month and day, time of receipt, what they mean in Berlin. */
    @Test
    void aDateWithoutAYearIsTheNearestButNotOfTomorrow() {
        String[][] cases = {
            {"Dec 31 23:59:59", "2026-01-01T00:00:05Z", "2025-12-31T22:59:59Z"},
            {"Jan  1 00:00:01", "2025-12-31T23:30:00Z", "2025-12-31T23:00:01Z"},
            {"Nov 26 12:00:00", "2026-11-25T20:00:00Z", "2026-11-26T11:00:00Z"},
            {"Nov 27 12:00:00", "2026-11-25T20:00:00Z", "2025-11-27T11:00:00Z"},
            {"Feb 29 12:00:00", "2026-11-25T20:00:00Z", "2024-02-29T11:00:00Z"},
            {"Feb 29 12:00:00", "2103-11-25T20:00:00Z", "2096-02-29T11:00:00Z"},
        };
        for (String[] each : cases) {
            byte[] line = (each[0] + " gw app: x").getBytes(UTF_8);
            LogRecord record = LineReader.of(Optional.empty(), new SourceClock(ZoneId.of("Europe/Berlin")))
                    .read(line, 0, line.length, Instant.parse(each[1]));
            assertEquals(Instant.parse(each[2]), record.time().utc(), each[0] + " received " + each[1]);
            assertEquals(EventTime.Basis.ASSUMED_YEAR, record.time().basis());
        }
    }
}
