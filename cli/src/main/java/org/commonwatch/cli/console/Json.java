package org.commonwatch.cli.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Collection;

/** Small words for reading a node's answers leniently (absent is empty) and writing requests. */
public final class Json {
    private Json() {}

    public static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    public static ArrayNode array(Collection<String> values) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        values.forEach(array::add);
        return array;
    }

    /** A member as text; empty when it is absent or null. */
    public static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isNull() || value.isMissingNode() ? "" : value.asText();
    }

    /** The first of several members that has text. */
    public static String firstText(JsonNode object, String... names) {
        for (String name : names) {
            String text = text(object, name);
            if (!text.isEmpty()) {
                return text;
            }
        }
        return "";
    }
}
