package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;

/**
 * One STIX object that passed the reader: the exact bytes it came as, and the same as a tree. Whoever holds one may rely on
 * {@code type} and {@code id} being present and well formed; every other rule is {@code Validation}'s.
 *
 * <p>The bytes are what is signed, stored and sent on; the tree is for reading only and must not be changed.
 */
public final class StixObject {
    private final byte[] bytes;
    private final ObjectNode json;

    StixObject(byte[] bytes, ObjectNode json) {
        this.bytes = bytes;
        this.json = json;
    }

    /** The object's JSON exactly as accepted, UTF-8. Shared, not copied: callers do not write into it. */
    public byte[] bytes() {
        return bytes;
    }

    public ObjectNode json() {
        return json;
    }

    public String type() {
        return json.path("type").textValue();
    }

    public String id() {
        return json.path("id").textValue();
    }

    /** A string property, if it is there and is a string. */
    public Optional<String> text(String property) {
        return Optional.ofNullable(json.path(property).textValue());
    }

    /** The strings of a list property; empty when absent. */
    public List<String> texts(String property) {
        return StreamSupport.stream(json.path(property).spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
    }

    public boolean revoked() {
        return json.path("revoked").booleanValue();
    }

    @Override
    public String toString() {
        return id();
    }
}
