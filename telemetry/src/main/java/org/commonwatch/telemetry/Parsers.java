package org.commonwatch.telemetry;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The parsers of one stream, and which of them a line is worth trying with. */
final class Parsers {
    private static final List<LogFormat> TEXT = List.of(LogFormat.APACHE);

    private final JsonShape shape = new JsonShape();
    private final Map<LogFormat, LineParser> parsers = new EnumMap<>(LogFormat.class);

    Parsers() {
        parsers.put(LogFormat.ZEEK_TSV, new ZeekTsv());
        parsers.put(LogFormat.ZEEK_JSON, new ZeekJson());
        parsers.put(LogFormat.EVE, new Eve());
        parsers.put(LogFormat.APACHE, new Apache());
    }

    LineParser of(LogFormat format) {
        LineParser parser = parsers.get(format);
        if (parser == null) {
            throw new IllegalStateException("no parser of its own has " + format);
        }
        return parser;
    }

    List<LogFormat> candidates(byte[] line, int from, int to) {
        return switch (line[from]) {
            case '{' -> shape.of(line, from, to).map(List::of).orElse(List.of());
            case '#' -> List.of(LogFormat.ZEEK_TSV);
            default -> TEXT;
        };
    }
}
