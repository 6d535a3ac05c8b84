package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Set;

/** A description of a channel as a page's form sends it: the same properties as the API's, all of them texts. */
final class ChannelForm {
    private static final Set<String> NUMBERS =
            Set.of("port", "facility", "min_confidence", "limit", "window_minutes", "digest_minutes");

    private static final String INCLUDE_LINE = "include_line";

    private ChannelForm() {}

    /** What is left empty is left out, so that defaults stand; what is no number stays a text, which will be refused. */
    static ObjectNode description(MultivaluedMap<String, String> form) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        form.forEach((name, values) -> put(json, name, values));
        return json.put(INCLUDE_LINE, form.containsKey(INCLUDE_LINE));
    }

    private static void put(ObjectNode json, String name, List<String> values) {
        String value = values.isEmpty() ? "" : values.getFirst().strip();
        if (value.isEmpty()) {
            return;
        }
        if (NUMBERS.contains(name) && value.matches("[0-9]{1,9}")) {
            json.put(name, Integer.parseInt(value));
        } else {
            json.put(name, value);
        }
    }
}
