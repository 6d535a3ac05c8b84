package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refused;

/** Short ways to write observations in tests. */
final class Sightings {
    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    private Sightings() {}

    static JsonNode json(String text) throws Refused {
        return BoundedJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    static boolean matches(String pattern, List<Observation> observations) throws PatternError, Refused {
        return Matcher.match(Pattern.parse(pattern), observations).isPresent();
    }

    /** One observation at noon of one object {@code {"type":"x", ...}}. */
    static List<Observation> object(String members) throws Refused {
        ObjectNode object = (ObjectNode) json("{\"type\":\"x\"" + (members.isEmpty() ? "" : "," + members) + "}");
        return List.of(new Observation("observed-data--1", NOON, NOON, 1, Map.of("0", object), Map.of()));
    }

    /**
     * Objects {@code {"type":"x","v":...}} seen at seconds after noon, one a word: {@code a@5} is the value "a" at 5 s,
     * {@code a@5-9} between 5 and 9 s, {@code a@5*3} three times. Ids are the words.
     */
    static List<Observation> timeline(String words) {
        return List.of(words.trim().split("\\s+")).stream()
                .filter(word -> !word.isEmpty())
                .map(Sightings::sighting)
                .toList();
    }

    private static Observation sighting(String word) {
        String value = word.substring(0, word.indexOf('@'));
        String[] rest = word.substring(word.indexOf('@') + 1).split("\\*");
        String[] span = rest[0].split("-");
        Instant first = NOON.plusSeconds(Long.parseLong(span[0]));
        Instant last = NOON.plusSeconds(Long.parseLong(span[span.length - 1]));
        long count = rest.length == 1 ? 1 : Long.parseLong(rest[1]);
        ObjectNode object =
                JsonNodeFactory.instance.objectNode().put("type", "x").put("v", value);
        return new Observation(word, first, last, count, Map.of("0", object), Map.of());
    }
}
