package org.commonwatch.stix;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** The text of an object that people search in words: titles first, then explanations, then names of sources. */
public final class Prose {
    private static final List<String> PROPERTIES = List.of(
            "name",
            "aliases",
            "x_mitre_aliases",
            "description",
            "abstract",
            "content",
            "explanation",
            "opinion",
            "statement",
            "objective",
            "goals",
            "labels",
            "roles",
            "sectors",
            "context",
            "relationship_type",
            "subject",
            "display_name",
            "result_name",
            "product",
            "vendor",
            "authors",
            "country",
            "region",
            "city");

    private Prose() {}

    /** One line for each text, empty if there is none. */
    public static String of(StixObject object) {
        StringBuilder text = new StringBuilder();
        for (String property : PROPERTIES) {
            append(object.json().path(property), text);
        }
        append(object.json().path("definition").path("statement"), text);
        for (JsonNode reference : object.json().path("external_references")) {
            append(reference.path("external_id"), text);
            append(reference.path("description"), text);
        }
        if (object.type().equals("language-content")) {
            for (JsonNode language : object.json().path("contents")) {
                language.forEach(value -> append(value, text));
            }
        }
        return text.toString();
    }

    private static void append(JsonNode value, StringBuilder text) {
        if (value.isTextual()) {
            if (!text.isEmpty()) {
                text.append('\n');
            }
            text.append(value.textValue());
        } else if (value.isArray()) {
            value.forEach(item -> append(item, text));
        }
    }
}
