package org.commonwatch.stix;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.CanonicalJson;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * One STIX object that passed the reader: the exact bytes it came as, and the same as a tree. Whoever holds one may rely on
 * {@code type} and {@code id} being present and well formed; every other rule is {@link Validation}'s.
 *
 * <p>The bytes are what is signed, stored and sent on; the tree is for reading only and must not be changed.
 */
public final class StixObject {
    private final byte[] bytes;
    private final ObjectNode json;
    private final String type;
    private final String id;

    private StixObject(byte[] bytes, ObjectNode json, String type, String id) {
        this.bytes = bytes;
        this.json = json;
        this.type = type;
        this.id = id;
    }

    /**
     * Reads one object from exactly these bytes, which are kept and not copied.
     *
     * @throws Refused when this is no JSON within {@link Limits}, no object, or without a well-formed type and id
     */
    public static StixObject parse(byte[] bytes) throws Refused {
        if (bytes.length > Limits.OBJECT_BYTES_MAX) {
            throw Refusal.of("stix-object-too-big", "", "An object has at most " + Limits.OBJECT_BYTES_MAX + " bytes.")
                    .toException();
        }
        JsonNode tree = BoundedJson.parse(bytes, Limits.OBJECT_VALUES_MAX);
        if (tree instanceof ObjectNode object) {
            return of(bytes, object);
        }
        throw Refusal.of("stix-not-an-object", "", "A STIX object is a JSON object.")
                .toException();
    }

    /**
     * An object that we made ourselves, written in the order of its tree. The tree must not be changed afterwards.
     *
     * @throws Refused when type or id are missing or malformed
     */
    public static StixObject of(ObjectNode tree) throws Refused {
        return of(tree.toString().getBytes(StandardCharsets.UTF_8), tree);
    }

    private static StixObject of(byte[] bytes, ObjectNode object) throws Refused {
        String type = requiredText(object, "type");
        String id = requiredText(object, "id");
        Optional<Refusal> refusal = Ids.refusal(type, id);
        if (refusal.isPresent()) {
            throw refusal.get().toException();
        }
        return new StixObject(bytes, object, type, id);
    }

    private static String requiredText(ObjectNode object, String property) throws Refused {
        JsonNode value = object.path(property);
        if (value.isMissingNode()) {
            throw Refusal.of("stix-property-missing", "/" + property, "Every STIX object has a " + property + ".")
                    .toException();
        }
        String text = value.textValue();
        if (text == null) {
            throw Refusal.of("stix-property-type", "/" + property, "This is a string.", value.toString())
                    .toException();
        }
        return text;
    }

    /** The id of something that was refused, as far as it can be read, to name it in a report. */
    static Optional<String> idOfRefused(byte[] bytes) {
        try (JsonParser parser = BoundedJson.factory().createParser(bytes)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return Optional.empty();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                boolean id = parser.currentName().equals("id");
                JsonToken value = parser.nextToken();
                if (id && value == JsonToken.VALUE_STRING) {
                    return Optional.of(parser.getText()).filter(Ids::isId);
                }
                parser.skipChildren();
            }
            return Optional.empty();
        } catch (IOException e) {
            // Not JSON from here on: the refusal already says so, there is just no id to add to it.
            return Optional.empty();
        }
    }

    /** The object's JSON exactly as accepted, UTF-8. Shared, not copied: callers do not write into it. */
    public byte[] bytes() {
        return bytes;
    }

    public ObjectNode json() {
        return json;
    }

    public String type() {
        return type;
    }

    public String id() {
        return id;
    }

    /** A string property, if it is there and is a string. */
    public Optional<String> text(String property) {
        return Optional.ofNullable(json.path(property).textValue());
    }

    /** The strings of a list property; empty when absent. */
    public List<String> texts(String property) {
        JsonNode list = json.path(property);
        if (list.isEmpty()) {
            return List.of();
        }
        List<String> texts = new ArrayList<>(list.size());
        for (JsonNode item : list) {
            String text = item.textValue();
            if (text != null) {
                texts.add(text);
            }
        }
        return texts;
    }

    /** A property that is a well-formed STIX timestamp. */
    public Optional<Instant> time(String property) {
        return text(property).flatMap(Timestamps::parse);
    }

    /** When this version was made: {@code modified}, else {@code created}; observables have neither. */
    public Optional<Instant> modified() {
        Optional<Instant> modified = time("modified");
        return modified.isPresent() ? modified : time("created");
    }

    /** The specification it is written for, as stated or as its form shows: 2.0 or 2.1. */
    public String specVersion() {
        return Lift.isNeeded(this) ? "2.0" : text("spec_version").orElse("2.1");
    }

    public boolean revoked() {
        return json.path("revoked").booleanValue();
    }

    /** RFC 8785 form: two objects mean the same if and only if these bytes are equal. */
    public byte[] canonicalBytes() {
        return CanonicalJson.bytes(json);
    }

    /** SHA-256 of {@link #canonicalBytes}. */
    public Digest meaning() {
        return Digest.of(canonicalBytes());
    }

    public boolean meansTheSameAs(StixObject other) {
        return CanonicalJson.text(json).equals(CanonicalJson.text(other.json));
    }

    @Override
    public String toString() {
        return id;
    }
}
