package org.commonwatch.telemetry;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;

/** Tells which JSON format a line is of by the names of its outermost properties. */
final class JsonShape {
    private static final Map<String, LogFormat> TELLING = Map.of(
            "event_type", LogFormat.EVE,
            "class_uid", LogFormat.OCSF,
            "winlog", LogFormat.WINDOWS,
            "Event", LogFormat.WINDOWS,
            "EventID", LogFormat.WINDOWS,
            "System", LogFormat.WINDOWS,
            "ts", LogFormat.ZEEK_JSON,
            "_path", LogFormat.ZEEK_JSON);

    Optional<LogFormat> of(byte[] line, int from, int to) {
        try (JsonParser parser = BoundedJson.factory().createParser(line, from, to - from)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                LogFormat format = TELLING.get(parser.currentName());
                if (format != null) {
                    return Optional.of(format);
                }
                parser.nextToken();
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
