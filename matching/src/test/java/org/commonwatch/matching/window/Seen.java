package org.commonwatch.matching.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.Observation;
import org.commonwatch.stix.pattern.Pattern;
import org.commonwatch.stix.pattern.PatternError;

/** Short ways to write observations and patterns in tests. */
final class Seen {
    static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private Seen() {}

    /** Objects as JSON, named by their place. */
    static Observation at(String id, long second, String... objects) {
        Map<String, ObjectNode> named = new LinkedHashMap<>();
        try {
            for (String object : objects) {
                named.put(Integer.toString(named.size()), (ObjectNode) BoundedJson.parse(object.getBytes(UTF_8)));
            }
        } catch (Refused e) {
            throw new IllegalArgumentException(e);
        }
        Instant time = NOON.plusSeconds(second);
        return new Observation(id, time, time, 1, named, Map.of());
    }

    static Observation domain(String id, long second, String name) {
        return at(id, second, "{\"type\":\"domain-name\",\"value\":\"" + name + "\"}");
    }

    static Window window(String pattern) {
        return Window.of(pattern(pattern));
    }

    static Pattern pattern(String text) {
        try {
            return Pattern.parse(text);
        } catch (PatternError e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    static List<String> ids(Windows.Found found) {
        return found.observations().stream().map(Observation::id).toList();
    }
}
