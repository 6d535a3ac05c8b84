package org.commonwatch.kernel;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Reads foreign JSON (RFC 8259, UTF-8 only) into a tree under the bounds of {@link Limits}, refusing what I-JSON (RFC 7493)
 * forbids: duplicate names, lone surrogates, NaN and infinities.
 *
 * <p>The parser itself is lenient about depth, string length and NaN and this class is strict, so that one bad value inside
 * a big document can be refused and stepped over with {@link JsonParser#skipChildren()} while its neighbours are kept.
 */
public final class BoundedJson {
    private static final int PARSER_DEPTH_MAX = 100_000;

    /** Digits before or after the point: a double has at most 1,074 after it. */
    private static final int NUMBER_SCALE_MAX = 1_100;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(PARSER_DEPTH_MAX)
                    .maxStringLength(4 * Limits.JSON_STRING_CHARS_MAX)
                    .maxNameLength(4 * Limits.JSON_NAME_CHARS_MAX)
                    .maxNumberLength(Limits.JSON_NUMBER_CHARS_MAX)
                    .build())
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            // Foreign names must not fill the JVM's string table; equality of names does not need it.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private int valuesLeft;

    private BoundedJson(int valuesMax) {
        this.valuesLeft = valuesMax;
    }

    /** The factory with our bounds, for code that streams. Give it bytes, never a {@code Reader}: we take UTF-8 only. */
    public static JsonFactory factory() {
        return FACTORY;
    }

    /** Reads exactly one JSON value that fills {@code bytes}; a UTF-8 byte order mark before it is stepped over. */
    public static JsonNode parse(byte[] bytes) throws Refused {
        return parse(bytes, Limits.JSON_VALUES_MAX);
    }

    /** As {@link #parse(byte[])}, with a bound of the caller's own on the number of values. */
    public static JsonNode parse(byte[] bytes, int valuesMax) throws Refused {
        checkEncoding(bytes);
        try (JsonParser parser = FACTORY.createParser(bytes)) {
            if (parser.nextToken() == null) {
                throw Refusal.of("json-empty", "", "There is nothing here; a JSON value was expected.")
                        .toException();
            }
            JsonNode value = new BoundedJson(valuesMax).read(parser, Path.ROOT, 0);
            if (parser.nextToken() != null) {
                throw Refusal.of(
                                "json-trailing",
                                at(parser.currentTokenLocation()),
                                "More follows after the JSON value ended.")
                        .toException();
            }
            return value;
        } catch (JsonProcessingException e) {
            throw malformed(e).toException();
        } catch (IOException e) {
            throw new UncheckedIOException("reading JSON from memory", e);
        }
    }

    /**
     * Reads the value whose first token is the parser's current one; afterwards the parser stands on its last token. On a
     * refusal the parser stands somewhere inside the value.
     *
     * @throws Refused when the value breaks a bound; its path starts at this value
     * @throws JsonProcessingException when the text is not JSON, see {@link #malformed}
     */
    public static JsonNode readValue(JsonParser parser) throws IOException, Refused {
        return new BoundedJson(Limits.JSON_VALUES_MAX).read(parser, Path.ROOT, 0);
    }

    /**
     * Refuses what is not UTF-8. The parser would otherwise guess UTF-16 and UTF-32 (RFC 4627 section 3) and read them.
     */
    private static void checkEncoding(byte[] bytes) throws Refused {
        int head = Math.min(bytes.length, 4);
        for (int i = 0; i < head; i++) {
            if (bytes[i] == 0) {
                throw Refusal.of("json-not-utf8", "byte " + i, "This looks like UTF-16 or UTF-32; JSON comes as UTF-8.")
                        .toException();
            }
        }
        int bad = Utf8.firstInvalid(bytes, 0, bytes.length);
        if (bad >= 0) {
            String hex = "0x" + Integer.toHexString(bytes[bad] & 0xff);
            throw Refusal.of("json-not-utf8", "byte " + bad, "This is not UTF-8.", hex)
                    .toException();
        }
    }

    /** Turns the parser's complaint into a refusal with line and column, without echoing the document. */
    public static Refusal malformed(JsonProcessingException e) {
        String message = e.getOriginalMessage().replaceAll("\\s+", " ");
        int hint = message.indexOf(" at [Source");
        // The parser itself checks escaped surrogates in names; its message is the only sign of it, and a test holds
        // it.
        String code = message.contains("surrogate") ? "json-lone-surrogate" : "json-malformed";
        return Refusal.of(code, at(e.getLocation()), hint < 0 ? message : message.substring(0, hint));
    }

    private JsonNode read(JsonParser parser, Path path, int depth) throws IOException, Refused {
        if (--valuesLeft < 0) {
            throw refuse("json-too-many-values", path, "One document holds more values than allowed.", "");
        }
        return switch (parser.currentToken()) {
            case START_OBJECT -> readObject(parser, path, depth + 1);
            case START_ARRAY -> readArray(parser, path, depth + 1);
            case VALUE_STRING -> NODES.textNode(checkText(parser.getText(), path));
            case VALUE_NUMBER_INT ->
                switch (parser.getNumberType()) {
                    case INT -> NODES.numberNode(parser.getIntValue());
                    case LONG -> NODES.numberNode(parser.getLongValue());
                    case BIG_INTEGER, BIG_DECIMAL, FLOAT, DOUBLE -> NODES.numberNode(parser.getBigIntegerValue());
                };
            case VALUE_NUMBER_FLOAT -> {
                if (parser.isNaN()) {
                    throw refuse("json-not-finite", path, "JSON has no NaN or infinity.", parser.getText());
                }
                yield NODES.numberNode(checkRange(decimal(parser, path), path));
            }
            case VALUE_TRUE -> NODES.booleanNode(true);
            case VALUE_FALSE -> NODES.booleanNode(false);
            case VALUE_NULL -> NODES.nullNode();
            case END_OBJECT, END_ARRAY, FIELD_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
                throw new IllegalStateException("expected the start of a value, stood on " + parser.currentToken());
        };
    }

    private ObjectNode readObject(JsonParser parser, Path path, int depth) throws IOException, Refused {
        checkDepth(path, depth);
        ObjectNode object = NODES.objectNode();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            Path at = new Path(path, name);
            if (name.length() > Limits.JSON_NAME_CHARS_MAX) {
                throw refuse(
                        "json-name-too-long",
                        path,
                        "A property name is longer than " + Limits.JSON_NAME_CHARS_MAX + ".",
                        name);
            }
            checkText(name, at);
            parser.nextToken();
            if (object.replace(name, read(parser, at, depth)) != null) {
                throw refuse("json-duplicate-key", at, "The property stands twice in one object.", name);
            }
        }
        return object;
    }

    private ArrayNode readArray(JsonParser parser, Path path, int depth) throws IOException, Refused {
        checkDepth(path, depth);
        ArrayNode array = NODES.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(read(parser, new Path(path, Integer.toString(array.size())), depth));
        }
        return array;
    }

    private static void checkDepth(Path path, int depth) throws Refused {
        if (depth > Limits.JSON_DEPTH_MAX) {
            throw refuse("json-too-deep", path, "Nested deeper than " + Limits.JSON_DEPTH_MAX + " levels.", "");
        }
    }

    /** The library counts an exponent beyond an int as a bug of its caller, not as a number that is too large. */
    private static BigDecimal decimal(JsonParser parser, Path path) throws IOException, Refused {
        try {
            return parser.getDecimalValue();
        } catch (NumberFormatException e) {
            throw refuse("json-number-range", path, "The number is beyond the range of a double.", parser.getText());
        }
    }

    /** I-JSON numbers are doubles (RFC 7493 section 2.2); what is beyond them has no canonical form and unbounded plain text. */
    private static BigDecimal checkRange(BigDecimal number, Path path) throws Refused {
        if (Math.abs((long) number.scale()) > NUMBER_SCALE_MAX || Double.isInfinite(number.doubleValue())) {
            throw refuse("json-number-range", path, "The number is beyond the range of a double.", number.toString());
        }
        return number;
    }

    private static String checkText(String text, Path path) throws Refused {
        if (text.length() > Limits.JSON_STRING_CHARS_MAX) {
            throw refuse(
                    "json-string-too-long",
                    path,
                    "A string is longer than " + Limits.JSON_STRING_CHARS_MAX + " characters.",
                    text);
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    String hex = "\\u" + Integer.toHexString(c);
                    throw refuse("json-lone-surrogate", path, "A string holds half of a surrogate pair.", hex);
                }
                i++;
            }
        }
        return text;
    }

    private static Refused refuse(String code, Path path, String message, String value) {
        return Refusal.of(code, path.pointer(), message, value).toException();
    }

    private static String at(@Nullable JsonLocation location) {
        return location == null ? "" : "line " + location.getLineNr() + " column " + location.getColumnNr();
    }

    /** A JSON Pointer under construction, rendered only when something is refused. */
    private record Path(@Nullable Path parent, String name) {
        static final Path ROOT = new Path(null, "");

        String pointer() {
            return parent == null
                    ? ""
                    : parent.pointer() + "/" + name.replace("~", "~0").replace("/", "~1");
        }
    }
}
