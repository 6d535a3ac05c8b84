package org.commonwatch.telemetry;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The table of lines: {@code ## title [format] [zone=…]} opens a stream, {@code > line} is one line of it, {@code =} what must
 * be read from the line before. All lines are received at {@link #RECEIVED}.
 */
final class Transcript {
    static final Instant RECEIVED = Instant.parse("2026-11-25T20:00:00Z");

    private Transcript() {}

    record Stream(String title, List<String> lines) {
        LineReader reader() {
            Optional<LogFormat> told = Optional.empty();
            ZoneId zone = ZoneOffset.UTC;
            for (String word : title.split(" ")) {
                told = word.startsWith("told=") ? LogFormat.ofWord(word.substring(5)) : told;
                zone = word.startsWith("zone=") ? ZoneId.of(word.substring(5)) : zone;
            }
            return LineReader.of(told, new SourceClock(zone));
        }
    }

    static List<Stream> streams(String text) {
        List<Stream> streams = new ArrayList<>();
        for (String line : text.split("\n")) {
            if (line.startsWith("## ")) {
                streams.add(new Stream(line.substring(3), new ArrayList<>()));
            } else if (line.startsWith("> ")) {
                streams.getLast().lines().add(line.substring(2));
            }
        }
        return streams;
    }

    static LogRecord read(LineReader reader, String line) {
        byte[] bytes = line.getBytes(UTF_8);
        return reader.read(bytes, 0, bytes.length, RECEIVED);
    }

    /** The whole table with what is read now. */
    static String render(String text) {
        StringBuilder out = new StringBuilder(text.lines()
                .takeWhile(line -> !line.startsWith("## "))
                .map(line -> line + "\n")
                .reduce("", String::concat));
        for (Stream stream : streams(text)) {
            LineReader reader = stream.reader();
            out.append("## ").append(stream.title()).append('\n');
            for (String line : stream.lines()) {
                out.append("> ").append(line).append('\n');
                render(read(reader, line), out);
            }
            out.append('\n');
        }
        return out.toString().stripTrailing() + "\n";
    }

    private static void render(LogRecord line, StringBuilder out) {
        out.append("= ")
                .append(line.format().word())
                .append(' ')
                .append(line.time().basis());
        out.append(' ').append(line.time().utc()).append(' ').append(line.verdict());
        line.asset()
                .ifPresent(asset ->
                        out.append(' ').append(asset.kind()).append(' ').append(asset.value()));
        line.misfit().ifPresent(misfit -> out.append(" !").append(misfit));
        out.append('\n');
        line.fields()
                .forEach((field, value) -> out.append("= ")
                        .append(field.word())
                        .append(' ')
                        .append(value)
                        .append('\n'));
        line.values().forEach(value -> out.append("= value ").append(value).append('\n'));
        Observations.of(line, "o")
                .ifPresent(seen -> seen.objects()
                        .forEach((name, object) -> out.append("= stix ")
                                .append(name)
                                .append(' ')
                                .append(plain(object))
                                .append('\n')));
    }

    private static String plain(ObjectNode object) {
        return object.toString();
    }
}
