package org.commonwatch.matching.window;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.stix.pattern.Observation;

/** Windows as bytes: lines of JSON, the first saying what it is, then one a pattern. {@code docs/formats/windows.md}. */
final class SavedWindows {
    private static final String FORMAT = "commonwatch-windows";
    private static final int VERSION = 1;

    record State(Instant newest, Map<String, List<Observation>> seen) {}

    private SavedWindows() {}

    /** What an observation counts for in memory. */
    static int bytes(Observation observation) {
        return json(observation).toString().length();
    }

    static byte[] write(Instant newest, Collection<Held> patterns) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ObjectNode head = JsonNodeFactory.instance.objectNode();
        line(head.put("format", FORMAT).put("version", VERSION).put("newest", newest.toString()), out);
        for (Held held : patterns) {
            if (held.buffer.size() > 0) {
                ObjectNode pattern = JsonNodeFactory.instance.objectNode().put("pattern", held.id);
                ArrayNode seen = pattern.putArray("seen");
                held.buffer.observations().forEach(observation -> seen.add(json(observation)));
                line(pattern, out);
            }
        }
        return out.toByteArray();
    }

    private static void line(ObjectNode json, ByteArrayOutputStream out) {
        out.writeBytes((json + "\n").getBytes(UTF_8));
    }

    private static ObjectNode json(Observation observation) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("id", observation.id())
                .put("first", observation.first().toString())
                .put("last", observation.last().toString())
                .put("count", observation.count());
        ObjectNode objects = json.putObject("objects");
        observation.objects().forEach(objects::set);
        if (!observation.others().isEmpty()) {
            ObjectNode others = json.putObject("others");
            observation.others().forEach(others::set);
        }
        return json;
    }

    static State read(byte[] state) throws Refused {
        Map<String, List<Observation>> seen = new LinkedHashMap<>();
        Instant newest = Instant.EPOCH;
        int start = 0;
        for (int line = 1; start < state.length; line++) {
            int end = start;
            while (end < state.length && state[end] != '\n') {
                end++;
            }
            JsonNode json = BoundedJson.parse(Arrays.copyOfRange(state, start, end));
            start = end + 1;
            try {
                if (line == 1) {
                    newest = head(json);
                } else {
                    List<Observation> observations = new ArrayList<>();
                    json.path("seen").forEach(each -> observations.add(observation(each)));
                    seen.put(json.path("pattern").asText(), observations);
                }
            } catch (DateTimeException | IllegalArgumentException e) {
                throw refuse(line, String.valueOf(e.getMessage()));
            }
        }
        return new State(newest, seen);
    }

    private static Instant head(JsonNode json) {
        if (!json.path("format").asText().equals(FORMAT) || json.path("version").asInt() != VERSION) {
            throw new IllegalArgumentException("not " + FORMAT + " of version " + VERSION);
        }
        return Instant.parse(json.path("newest").asText());
    }

    private static Observation observation(JsonNode json) {
        return new Observation(
                json.path("id").asText(),
                Instant.parse(json.path("first").asText()),
                Instant.parse(json.path("last").asText()),
                json.path("count").asLong(),
                objects(json.path("objects")),
                objects(json.path("others")));
    }

    private static Map<String, ObjectNode> objects(JsonNode json) {
        Map<String, ObjectNode> objects = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> each : json.properties()) {
            if (!(each.getValue() instanceof ObjectNode object)) {
                throw new IllegalArgumentException("an object was expected at " + each.getKey());
            }
            objects.put(each.getKey(), object);
        }
        return objects;
    }

    private static Refused refuse(int line, String message) {
        return Refusal.of("windows-state", "line " + line, "This is no saved state of windows.", message)
                .toException();
    }
}
