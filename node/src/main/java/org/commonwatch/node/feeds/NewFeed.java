package org.commonwatch.node.feeds;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.intake.csv.ColumnMap;
import org.commonwatch.kernel.BoundedJson;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.outbound.SecretHeader;

/** A feed as the owner describes it; one that exists is valid. */
record NewFeed(
        String name,
        FeedKind kind,
        URI url,
        int everyMinutes,
        Optional<SecretHeader> header,
        String licence,
        Vanished vanished,
        String columns) {
    /** Shortest schedule: most servers of lists ask for an hour, none needs more than this. */
    static final int EVERY_MINUTES_MIN = 5;

    /** Longest schedule: a week. */
    static final int EVERY_MINUTES_MAX = 7 * 24 * 60;

    static final int EVERY_MINUTES_DEFAULT = 60;
    private static final int URL_CHARS_MAX = 2_000;
    private static final int LICENCE_CHARS_MAX = 500;
    private static final int COLUMNS_CHARS_MAX = 500;
    private static final int DESCRIPTION_VALUES_MAX = 100;
    private static final Set<String> PROPERTIES =
            Set.of("name", "kind", "url", "every_minutes", "header", "licence", "vanished", "columns");

    /** @throws Refused naming the property that is wrong; the header's value is never repeated */
    static NewFeed read(byte[] json) throws Refused {
        if (!(BoundedJson.parse(json, DESCRIPTION_VALUES_MAX) instanceof ObjectNode body)) {
            throw refused("feed", "", "A feed is described by a JSON object.", "");
        }
        for (String property :
                body.propertyStream().map(entry -> entry.getKey()).toList()) {
            if (!PROPERTIES.contains(property)) {
                throw refused("unknown-property", "/" + property, "A feed has no such property.", "");
            }
        }
        FeedKind kind =
                FeedKind.of(text(body, "kind", "")).orElseThrow(() -> wrong("kind", "taxii, misp, csv or text", body));
        String columns = text(body, "columns", "");
        if (!columns.isEmpty()) {
            columns(kind, columns);
        }
        String header = text(body, "header", "");
        return new NewFeed(
                name(body),
                kind,
                url(text(body, "url", "")),
                everyMinutes(body),
                header.isEmpty() ? Optional.empty() : Optional.of(SecretHeader.parse(header)),
                bounded(body, "licence", LICENCE_CHARS_MAX),
                Vanished.of(text(body, "vanished", "keep"))
                        .orElseThrow(() -> wrong("vanished", "keep, expire or recall", body)),
                columns);
    }

    private static String name(ObjectNode body) throws Refused {
        String name = text(body, "name", "");
        if (!name.matches("[a-z0-9][a-z0-9._-]{0,62}")) {
            throw wrong("name", "up to 63 small letters, digits, '.', '_' or '-'", body);
        }
        return name;
    }

    private static int everyMinutes(ObjectNode body) throws Refused {
        JsonNode every = body.path("every_minutes");
        if (every.isMissingNode() || every.isNull()) {
            return EVERY_MINUTES_DEFAULT;
        }
        if (!every.isInt() || every.intValue() < EVERY_MINUTES_MIN || every.intValue() > EVERY_MINUTES_MAX) {
            throw wrong("every_minutes", "a whole number from " + EVERY_MINUTES_MIN + " to " + EVERY_MINUTES_MAX, body);
        }
        return every.intValue();
    }

    private static URI url(String text) throws Refused {
        try {
            URI url = new URI(text);
            String scheme = Optional.ofNullable(url.getScheme()).orElse("").toLowerCase(Locale.ROOT);
            if (url.getUserInfo() != null) {
                throw refused(
                        "url", "/url", "An address without user and password is needed; send those as a header.", "");
            }
            boolean web = scheme.equals("https") || scheme.equals("http");
            if (web && url.getHost() != null && url.getFragment() == null && text.length() <= URL_CHARS_MAX) {
                return url;
            }
        } catch (URISyntaxException e) {
            throw refused("url", "/url", "This is no web address: " + e.getReason() + ".", text);
        }
        throw refused("url", "/url", "An http or https address with a host and without # is needed.", text);
    }

    private static void columns(FeedKind kind, String columns) throws Refused {
        if (kind != FeedKind.CSV || columns.length() > COLUMNS_CHARS_MAX) {
            throw refused("columns", "/columns", "Only a csv feed has columns, in at most 500 characters.", columns);
        }
        ColumnMap.parse(columns);
    }

    private static String bounded(ObjectNode body, String property, int charsMax) throws Refused {
        String text = text(body, property, "");
        if (text.length() > charsMax) {
            throw wrong(property, "at most " + charsMax + " characters", body);
        }
        return text;
    }

    private static String text(ObjectNode body, String property, String otherwise) throws Refused {
        JsonNode value = body.path(property);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isTextual()) {
            throw refused(property, "/" + property, "A text is needed.", "");
        }
        return value.textValue();
    }

    private static Refused wrong(String property, String expected, ObjectNode body) {
        return refused(
                property,
                "/" + property,
                "This must be " + expected + ".",
                body.path(property).asText());
    }

    private static Refused refused(String code, String path, String message, String value) {
        return Refusal.of(code, path, message, value).toException();
    }
}
