package org.commonwatch.node.matching;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.matching.scan.ValueSink;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a memory is told of lines: one row a line. */
class SeenValuesTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', nullValues = "-", quoteCharacter = '~', textBlock = """
            GET evil.example                        | domain evil.example
            host=a.evil.example.                    | domain a.evil.example
            from 192.0.2.1:8080 to 192.0.2.2        | ipv4 192.0.2.1, ipv4 192.0.2.2
            version 1.2.3                           | -
            [2001:db8::1]:443                       | ipv6 2001:db8::1
            12:30:45 started                        | ipv6 12:30:45
            mail from <ann@evil.example>            | email ann@evil.example, domain evil.example
            user=ann@evil.example                   | email ann@evil.example, domain evil.example
            "https://evil.example/a?b=c"            | url https://evil.example/a?b=c, domain evil.example
            see http://evil.example/x.              | url http://evil.example/x, domain evil.example
            d41d8cd98f00b204e9800998ecf8427e x      | md5 d41d8cd98f00b204e9800998ecf8427e
            d41d8cd98f00b204e9800998ecf8427         | -
            nothing here at all                     | -
            setup.exe                               | domain setup.exe
            """)
    void tells(String text, String seen) {
        assertEquals(seen == null ? "" : seen, String.join(", ", told(text)));
    }

    @Test
    void countsLines() {
        List<Long> lines = new ArrayList<>();
        byte[] bytes = "x\na.example\n\nb.example".getBytes(UTF_8);
        ValueSink sink = (line, kind, buffer, from, to) -> lines.add(line);
        SeenValues.tell(bytes, 0, bytes.length, List.of(sink));
        assertEquals(List.of(2L, 4L), lines);
    }

    @Test
    void takesTimeByTheByteWhateverTheyAre() {
        for (String hostile : List.of(".", ":", "a:", "@", "a@", "http://", "a.", "::", "-", "é")) {
            byte[] bytes = hostile.repeat(2_000_000 / hostile.length()).getBytes(UTF_8);
            long begun = System.nanoTime();
            SeenValues.tell(bytes, 0, bytes.length, List.of());
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(took.toSeconds() < 60, hostile + " took " + took);
        }
    }

    private static List<String> told(String text) {
        List<String> told = new ArrayList<>();
        byte[] bytes = text.getBytes(UTF_8);
        ValueSink sink = (line, kind, buffer, from, to) ->
                told.add(kind.word() + " " + new String(buffer, from, to - from, UTF_8));
        SeenValues.tell(bytes, 0, bytes.length, List.of(sink));
        return told;
    }
}
