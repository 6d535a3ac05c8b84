package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What one observed-data object says was seen.
 *
 * @param id of the observed-data object
 * @param first time of the first sight
 * @param last time of the last, not before {@code first}
 * @param count how often it was seen, at least 1: as many expressions of a pattern as that may bind it, each to a sight at
 *     any time between first and last
 * @param objects what was seen, by the name that references use: an id, or a key of the deprecated {@code objects}
 * @param others further objects that references may lead to; they are not looked for themselves. Shared, not copied.
 */
public record Observation(
        String id,
        Instant first,
        Instant last,
        long count,
        Map<String, ObjectNode> objects,
        Map<String, ObjectNode> others) {
    public Observation {
        if (last.isBefore(first)) {
            throw new IllegalArgumentException("last seen " + last + " is before first seen " + first);
        }
        if (count < 1) {
            throw new IllegalArgumentException("seen " + count + " times");
        }
        objects = Collections.unmodifiableMap(new LinkedHashMap<>(objects));
    }

    Optional<ObjectNode> referenced(String name) {
        ObjectNode object = objects.get(name);
        return Optional.ofNullable(object == null ? others.get(name) : object);
    }
}
