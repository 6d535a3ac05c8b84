package org.commonwatch.cli.community;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.commonwatch.cli.console.Console;
import org.commonwatch.cli.console.Json;
import org.commonwatch.cli.console.SafeText;

/** Terms of a succession in lines for people. */
final class SuccessionText {
    private static final int ID_DIGITS_SHOWN = 16;

    private SuccessionText() {}

    static void print(Console console, JsonNode terms) {
        console.print("terms " + id(terms) + ", proposed by " + text(terms, "by"));
        console.print("  orders the log  " + text(terms, "orders"));
        console.print(
                "  takes part      " + list(terms, "taking") + "; " + text(terms, "quorum") + " make an entry final");
        if (!terms.path("absent").isEmpty()) {
            console.print(
                    "  does not        " + list(terms, "absent") + " (stays a member, and can cosign again later)");
        }
        console.print("  voted           " + (terms.path("votes").isEmpty() ? "nobody yet" : list(terms, "votes")));
        if (!terms.path("missing").isEmpty()) {
            console.print("  has not voted   " + list(terms, "missing"));
        }
        console.print("  standing        " + text(terms, "standing"));
    }

    static String id(JsonNode terms) {
        return shortened(text(terms, "id"));
    }

    /** As many digits of an id of terms as tell them apart. */
    static String shortened(String id) {
        return id.substring(0, Math.min(ID_DIGITS_SHOWN, id.length()));
    }

    private static String text(JsonNode node, String field) {
        return SafeText.line(Json.text(node, field));
    }

    private static String list(JsonNode node, String field) {
        List<String> names = new ArrayList<>();
        node.path(field).forEach(name -> names.add(SafeText.line(name.asText())));
        return String.join(", ", names);
    }
}
