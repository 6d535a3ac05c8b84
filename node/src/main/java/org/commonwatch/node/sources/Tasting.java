package org.commonwatch.node.sources;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.telemetry.LineReader;
import org.commonwatch.telemetry.LogRecord;
import org.commonwatch.telemetry.Misfit;
import org.commonwatch.telemetry.SourceClock;

/** Shows as what the first lines of a file source would be understood, before it is added. Nothing is kept or matched. */
final class Tasting {
    private static final int LINES_MAX = 20;
    private static final int BYTES_MAX = 64 * 1024;
    private static final int LINE_CHARS_SHOWN_MAX = 400;

    private Tasting() {}

    /** @throws Refused when no file matches or the first cannot be read */
    static ObjectNode of(NewSource source, PathPattern pattern, Instant now) throws Refused {
        PathPattern.Walk walk = pattern.walk();
        Found first = walk.files().stream()
                .filter(found -> found.size() > 0)
                .findFirst()
                .orElseThrow(() -> Refusal.of(
                                "source-test-empty",
                                "/path",
                                "No file with lines in it matches that this node can read.")
                        .toException());
        ObjectNode answer = JsonNodeFactory.instance
                .objectNode()
                .put("files", walk.files().size())
                .put("file", first.path().toString());
        LineReader reader = LineReader.of(source.format(), new SourceClock(source.zone()));
        ArrayNode lines = answer.putArray("lines");
        byte[] bytes = start(first);
        int from = 0;
        while (from < bytes.length && lines.size() < LINES_MAX) {
            int to = from;
            while (to < bytes.length && bytes[to] != '\n') {
                to++;
            }
            show(
                    lines.addObject(),
                    reader.read(bytes, from, to, now),
                    new String(bytes, from, to - from, java.nio.charset.StandardCharsets.UTF_8));
            from = to + 1;
        }
        reader.recognised()
                .ifPresent(found -> answer.put("format", found.format().word()).put("percent", found.percent()));
        return answer;
    }

    private static byte[] start(Found file) throws Refused {
        try (InputStream in = Files.newInputStream(file.path())) {
            return in.readNBytes(BYTES_MAX);
        } catch (IOException e) {
            throw Refusal.of("source-test-unreadable", "/path", "The file cannot be read: " + e.getMessage())
                    .toException();
        }
    }

    private static void show(ObjectNode line, LogRecord understood, String text) {
        line.put("text", text.length() > LINE_CHARS_SHOWN_MAX ? text.substring(0, LINE_CHARS_SHOWN_MAX) : text)
                .put("format", understood.format().word())
                .put("time", understood.time().utc().toString())
                .put("time_basis", understood.time().basis().name().toLowerCase(Locale.ROOT))
                .put("time_written", understood.time().text());
        Optional<Misfit> misfit = understood.misfit();
        line.put("misfit", misfit.map(Misfit::sentence).orElse(null));
        ObjectNode fields = line.putObject("fields");
        understood.fields().forEach((field, value) -> fields.put(field.word(), value));
    }
}
