package org.commonwatch.intake.warninglist;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * One list in the MISP warning-list format.
 *
 * @param kind how its entries are compared
 * @param attributes MISP attribute types it applies to; empty means all
 */
public record WarningList(
        String name, String description, String version, Kind kind, Set<String> attributes, List<String> entries) {
    /** How entries are compared with a value. */
    public enum Kind {
        CIDR,
        STRING,
        HOSTNAME,
        SUBSTRING,
        REGEX
    }

    public WarningList {
        attributes = Set.copyOf(attributes);
        entries = List.copyOf(entries);
    }

    /** @throws Refused when this is not a warning list or breaks a bound of {@link Limits} */
    public static WarningList parse(byte[] json) throws Refused {
        if (json.length > Limits.WARNING_LIST_BYTES_MAX) {
            throw Refusal.of(
                            "list-too-big",
                            "",
                            "A warning list has at most " + Limits.WARNING_LIST_BYTES_MAX + " bytes.")
                    .toException();
        }
        JsonNode list = BoundedJson.parse(json);
        if (!list.path("list").isArray()) {
            throw Refusal.of("list-without-entries", "/list", "A warning list has an array of entries named list.")
                    .toException();
        }
        return new WarningList(
                text(list, "name"),
                list.path("description").asText(""),
                list.path("version").asText(""),
                kind(list.path("type").asText("string")),
                Set.copyOf(texts(list, "matching_attributes")),
                texts(list, "list"));
    }

    private static String text(JsonNode list, String property) throws Refused {
        String text = list.path(property).textValue();
        if (text == null || text.isBlank()) {
            throw Refusal.of("list-without-name", "/" + property, "A warning list has a " + property + ".")
                    .toException();
        }
        return text;
    }

    private static Kind kind(String word) throws Refused {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "cidr" -> Kind.CIDR;
            case "string" -> Kind.STRING;
            case "hostname" -> Kind.HOSTNAME;
            case "substring" -> Kind.SUBSTRING;
            case "regex" -> Kind.REGEX;
            default ->
                throw Refusal.of(
                                "list-kind",
                                "/type",
                                "The kinds are cidr, string, hostname, substring and regex.",
                                word)
                        .toException();
        };
    }

    private static List<String> texts(JsonNode list, String property) throws Refused {
        List<String> texts = new ArrayList<>(list.path(property).size());
        for (JsonNode entry : list.path(property)) {
            if (!entry.isValueNode()) {
                throw Refusal.of(
                                "list-entry",
                                "/" + property + "/" + texts.size(),
                                "Entries are strings.",
                                entry.toString())
                        .toException();
            }
            texts.add(entry.asText());
        }
        return texts;
    }

    @Override
    public String toString() {
        return name + " (" + kind + ", " + entries.size() + " entries, for "
                + attributes.stream().sorted().collect(Collectors.joining(" ")) + ")";
    }
}
