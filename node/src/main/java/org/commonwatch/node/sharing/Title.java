package org.commonwatch.node.sharing;

import java.util.List;
import org.commonwatch.stix.StixObject;

/** The one line by which people recognise an object. */
public final class Title {
    private static final int CHARS_MAX = 160;

    /** Tried in this order: names, then what an observable is, then text. */
    private static final List<String> PROPERTIES = List.of(
            "name",
            "value",
            "subject",
            "path",
            "key",
            "user_id",
            "account_login",
            "command_line",
            "pattern",
            "abstract",
            "content",
            "opinion",
            "description",
            "url",
            "serial_number",
            "product",
            "relationship_type");

    private Title() {}

    public static String of(StixObject object) {
        return PROPERTIES.stream()
                .flatMap(property -> object.text(property).stream())
                .filter(text -> !text.isBlank())
                .findFirst()
                .or(() -> object.json().path("hashes").properties().stream()
                        .map(hash -> hash.getValue().asText())
                        .findFirst())
                .map(Title::shorten)
                .orElse(object.id());
    }

    private static String shorten(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.length() <= CHARS_MAX) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(CHARS_MAX - 1)) ? CHARS_MAX - 1 : CHARS_MAX;
        return line.substring(0, end) + "…";
    }
}
