package org.commonwatch.node.sharing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.stix.StixObject;
import org.commonwatch.stix.Timestamps;

/**
 * One property of an object as a page shows it. All text is foreign: templates escape it, and only addresses that {@link
 * #safeLink} accepts become links.
 *
 * @param name as in the object
 * @param shape how to show it
 * @param text for the shapes of text, code and tree
 * @param at for the shape of time
 * @param items for the shape of words
 * @param more items that are not listed
 * @param cut the text goes on in the object's JSON
 */
record Property(
        String name, Shape shape, String text, Optional<Instant> at, List<String> items, int more, boolean cut) {
    /** How a value can look. */
    enum Shape {
        TEXT,
        CODE,
        TIME,
        /** A list of words. */
        WORDS,
        /** Anything nested, as JSON. */
        TREE
    }

    /** Longest text shown of one property; the whole of it is in the object's JSON. */
    private static final int TEXT_CHARS_MAX = 20_000;

    private static final int LIST_ITEMS_MAX = 200;
    private static final int LINK_CHARS_MAX = 2_000;

    /** Shown elsewhere on the page: in its head, as relations, or as references. */
    private static final Set<String> LEFT_OUT = Set.of(
            "type",
            "id",
            "spec_version",
            "name",
            "external_references",
            "object_marking_refs",
            "granular_markings",
            "valid_from",
            "valid_until",
            "created",
            "modified",
            "revoked");

    /** What people look for first. */
    private static final List<String> FIRST =
            List.of("description", "abstract", "content", "pattern", "value", "hashes");

    private static final Set<String> CODE = Set.of("pattern", "value", "command_line", "path", "key");

    Property {
        items = List.copyOf(items);
    }

    /** One outside reference; {@code link} is there only when it is safe to follow. */
    record Reference(String source, String externalId, String description, String url, Optional<String> link) {
        public boolean isLinked() {
            return link.isPresent();
        }

        public String href() {
            return link.orElse("");
        }
    }

    /** The properties of an object in the order people read them. */
    static List<Property> of(StixObject object) {
        List<Property> properties = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : object.json().properties()) {
            String name = member.getKey();
            if (!LEFT_OUT.contains(name) && !name.endsWith("_ref") && !name.endsWith("_refs")) {
                properties.add(of(name, member.getValue()));
            }
        }
        properties.sort(Comparator.comparingInt(property -> {
            int place = FIRST.indexOf(property.name());
            return place < 0 ? FIRST.size() : place;
        }));
        return properties;
    }

    static List<Reference> references(StixObject object) {
        List<Reference> references = new ArrayList<>();
        for (JsonNode reference : object.json().path("external_references")) {
            if (references.size() < LIST_ITEMS_MAX) {
                String url = reference.path("url").asText("");
                references.add(new Reference(
                        reference.path("source_name").asText(""),
                        reference.path("external_id").asText(""),
                        reference.path("description").asText(""),
                        url,
                        safeLink(url)));
            }
        }
        return references;
    }

    /** The address if a browser may be sent there: absolute, http or https, with a host, without user information. */
    static Optional<String> safeLink(String url) {
        if (url.length() > LINK_CHARS_MAX) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(url);
            boolean web = "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
            return web && uri.getHost() != null && uri.getUserInfo() == null
                    ? Optional.of(uri.toASCIIString())
                    : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Property of(String name, JsonNode value) {
        if (value.isTextual()) {
            String text = value.textValue();
            Optional<Instant> time = CODE.contains(name) ? Optional.empty() : Timestamps.parse(text);
            if (time.isPresent()) {
                return new Property(name, Shape.TIME, "", time, List.of(), 0, false);
            }
            return text(name, CODE.contains(name) ? Shape.CODE : Shape.TEXT, text);
        }
        if (value.isValueNode()) {
            return text(name, Shape.TEXT, value.asText());
        }
        boolean words = value.isArray();
        for (JsonNode item : value) {
            words &= item.isValueNode();
        }
        return words ? words(name, value) : text(name, Shape.TREE, value.toPrettyString());
    }

    private static Property text(String name, Shape shape, String text) {
        return new Property(name, shape, cut(text), Optional.empty(), List.of(), 0, text.length() > TEXT_CHARS_MAX);
    }

    private static Property words(String name, JsonNode values) {
        List<String> items = new ArrayList<>();
        for (JsonNode item : values) {
            if (items.size() < LIST_ITEMS_MAX) {
                items.add(cut(item.asText()));
            }
        }
        return new Property(name, Shape.WORDS, "", Optional.empty(), items, values.size() - items.size(), false);
    }

    private static String cut(String text) {
        if (text.length() <= TEXT_CHARS_MAX) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(TEXT_CHARS_MAX - 1)) ? TEXT_CHARS_MAX - 1 : TEXT_CHARS_MAX;
        return text.substring(0, end);
    }
}
