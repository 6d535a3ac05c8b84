package org.commonwatch.intake.claims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import org.commonwatch.intake.Source;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Uuid5;
import org.commonwatch.stix.DeterministicIds;

/**
 * A STIX 2.1 object under construction: properties are written in the order they are set, absent values leave no trace.
 * Ids are deterministic throughout, so that reading the same input twice gives the same objects.
 */
public final class Draft {
    /** Name space of ids made from (source, what, value); a random UUID chosen once, never to change. */
    private static final UUID INTAKE = UUID.fromString("0e5a3b52-6a0f-4f36-9f0d-3c2f6d1b8a47");

    private static final DateTimeFormatter MILLIS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final ObjectNode json = JsonNodeFactory.instance.objectNode();

    private Draft() {}

    /** A domain or relationship object made by us at {@code at}, under the source's author and marking. */
    public static Draft of(String type, String id, Source source, Instant at) {
        return bare(type, id)
                .set("created_by_ref", source.createdBy())
                .set("created", time(at))
                .set("modified", time(at))
                .markings(source.marking().stream().toList());
    }

    /** Type, specification version and id only. */
    public static Draft bare(String type, String id) {
        return new Draft().set("type", type).set("spec_version", "2.1").set("id", id);
    }

    /** A draft of its own with the same properties. */
    public static Draft copy(Draft draft) {
        Draft copy = new Draft();
        copy.json.setAll(draft.json.deepCopy());
        return copy;
    }

    /**
     * An observable with the deterministic id of STIX 2.1 section 2.9.
     *
     * @throws IllegalArgumentException when no property contributes to an id of this type
     */
    public static Draft observable(String type, ObjectNode properties) {
        String id = DeterministicIds.of(type, properties)
                .orElseThrow(() -> new IllegalArgumentException("no property of this " + type + " makes an id"));
        Draft draft = bare(type, id);
        properties.properties().forEach(entry -> draft.set(entry.getKey(), entry.getValue()));
        return draft;
    }

    /** An id that depends on the words alone; they are joined so that no two lists of words meet. */
    public static String id(String type, String... words) {
        ArrayNode name = JsonNodeFactory.instance.arrayNode();
        name.add(type);
        for (String word : words) {
            name.add(word);
        }
        return type + "--" + Uuid5.of(INTAKE, CanonicalJson.bytes(name));
    }

    /** A STIX timestamp in milliseconds. */
    public static String time(Instant at) {
        return MILLIS.format(at);
    }

    public Draft set(String property, String value) {
        json.put(property, value);
        return this;
    }

    /** Absent and empty text leave no trace: STIX has no empty optional properties. */
    public Draft set(String property, Optional<String> value) {
        value.filter(text -> !text.isEmpty()).ifPresent(text -> json.put(property, text));
        return this;
    }

    public Draft set(String property, JsonNode value) {
        json.set(property, value);
        return this;
    }

    public Draft set(String property, long value) {
        json.put(property, value);
        return this;
    }

    public Draft set(String property, boolean value) {
        json.put(property, value);
        return this;
    }

    /** A list, left out when empty (STIX 2.1 section 2.10). */
    public Draft set(String property, Collection<String> values) {
        if (!values.isEmpty()) {
            ArrayNode list = json.putArray(property);
            values.stream().distinct().forEach(list::add);
        }
        return this;
    }

    public Draft markings(Collection<String> ids) {
        return set("object_marking_refs", ids);
    }

    public String id() {
        return json.path("id").textValue();
    }

    public ObjectNode json() {
        return json;
    }
}
