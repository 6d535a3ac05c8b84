package org.commonwatch.telemetry;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The parsers of one stream, and which of them a line is worth trying with. */
final class Parsers {
    /** In the order tried: those that lack of shape gives away first. */
    private static final List<LogFormat> TEXT = List.of(
            LogFormat.SQUID,
            LogFormat.APACHE,
            LogFormat.BIND,
            LogFormat.UNBOUND,
            LogFormat.NETFLOW_CSV,
            LogFormat.ZEEK_TSV);

    private final JsonShape shape = new JsonShape();
    private final Map<LogFormat, LineParser> parsers = new EnumMap<>(LogFormat.class);

    Parsers() {
        parsers.put(LogFormat.ZEEK_TSV, new ZeekTsv());
        parsers.put(LogFormat.ZEEK_JSON, new ZeekJson());
        parsers.put(LogFormat.EVE, new Eve());
        parsers.put(LogFormat.APACHE, new Apache());
        parsers.put(LogFormat.SQUID, new Squid());
        parsers.put(LogFormat.BIND, new Bind());
        parsers.put(LogFormat.UNBOUND, new Unbound());
        parsers.put(LogFormat.WINDOWS, new WindowsEvent());
        parsers.put(LogFormat.NETFLOW_CSV, new NetflowCsv());
        parsers.put(LogFormat.OCSF, new Ocsf());
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
