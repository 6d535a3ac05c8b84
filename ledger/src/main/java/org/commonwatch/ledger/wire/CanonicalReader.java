package org.commonwatch.ledger.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * Reads JSON that must already be in the byte form of RFC 8785 and holds only integers of magnitude below 2^53. Accepts
 * exactly the bytes that writing the value again would give, in one pass over them: members strictly rising by UTF-16
 * units, no white space, shortest escapes, no leading zeros, well-formed UTF-8. O(n) time; depth is bounded by {@link
 * Limits#JSON_DEPTH_MAX}, the rest by the length of the input.
 */
public final class CanonicalReader {
    /** Integers up to here are exact in every JSON reader (RFC 7493 section 2.2). */
    public static final long INTEGER_MAX = (1L << 53) - 1;

    private static final int INTEGER_DIGITS_MAX = 16;
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

    private final byte[] in;
    private int at;

    private CanonicalReader(byte[] in) {
        this.in = in;
    }

    /** @throws Refused {@code json-not-canonical} with the byte at which the form ends */
    public static JsonNode read(byte[] bytes) throws Refused {
        CanonicalReader reader = new CanonicalReader(bytes);
        JsonNode value = reader.value(0);
        if (reader.at != bytes.length) {
            throw reader.refuse("More follows after the JSON value ended.");
        }
        return value;
    }

    private JsonNode value(int depth) throws Refused {
        if (depth > Limits.JSON_DEPTH_MAX) {
            throw refuse("Nested deeper than " + Limits.JSON_DEPTH_MAX + " levels.");
        }
        return switch (peek()) {
            case '{' -> object(depth);
            case '[' -> array(depth);
            case '"' -> NODES.textNode(string());
            case 't' -> word("true", NODES.booleanNode(true));
            case 'f' -> word("false", NODES.booleanNode(false));
            case 'n' -> word("null", NODES.nullNode());
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> NODES.numberNode(integer());
            default -> throw refuse("A JSON value was expected.");
        };
    }

    private ObjectNode object(int depth) throws Refused {
        expect('{');
        ObjectNode object = NODES.objectNode();
        if (peek() == '}') {
            at++;
            return object;
        }
        String before = "";
        while (true) {
            String name = string();
            if (!object.isEmpty() && name.compareTo(before) <= 0) {
                throw refuse("Member names must rise strictly.");
            }
            expect(':');
            object.set(name, value(depth + 1));
            before = name;
            if (peek() == '}') {
                at++;
                return object;
            }
            expect(',');
        }
    }

    private ArrayNode array(int depth) throws Refused {
        expect('[');
        ArrayNode array = NODES.arrayNode();
        if (peek() == ']') {
            at++;
            return array;
        }
        while (true) {
            array.add(value(depth + 1));
            if (peek() == ']') {
                at++;
                return array;
            }
            expect(',');
        }
    }

    private long integer() throws Refused {
        int start = at;
        boolean negative = peek() == '-';
        if (negative) {
            at++;
        }
        int first = at;
        long number = 0;
        while (at < in.length && in[at] >= '0' && in[at] <= '9' && at - first <= INTEGER_DIGITS_MAX) {
            number = 10 * number + in[at] - '0';
            at++;
        }
        boolean leadingZero = at > first && in[first] == '0' && (at - first > 1 || negative);
        if (at == first || leadingZero || number > INTEGER_MAX) {
            at = start;
            throw refuse("Only integers below 2^53 without leading zeros are allowed.");
        }
        return negative ? -number : number;
    }

    /** Most strings are plain ASCII: one scan, one copy. */
    private String string() throws Refused {
        expect('"');
        int start = at;
        while (at < in.length && in[at] >= 0x20 && in[at] != '"' && in[at] != '\\') {
            at++;
        }
        if (peek() == '"') {
            return new String(in, start, at++ - start, StandardCharsets.ISO_8859_1);
        }
        at = start;
        StringBuilder text = new StringBuilder();
        while (true) {
            int from = at;
            while (at < in.length && (in[at] < 0 || in[at] >= 0x20) && in[at] != '"' && in[at] != '\\') {
                at++;
            }
            // Escapes lie between whole characters, so each run decodes by itself.
            text.append(utf8(from, at));
            if (peek() == '"') {
                at++;
                return text.toString();
            }
            text.append(escape());
        }
    }

    private String utf8(int from, int to) throws Refused {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(in, from, to - from))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refuse("The text is not UTF-8.");
        }
    }

    private char escape() throws Refused {
        expect('\\');
        char kind = (char) peek();
        at++;
        return switch (kind) {
            case '"', '\\' -> kind;
            case 'b' -> '\b';
            case 't' -> '\t';
            case 'n' -> '\n';
            case 'f' -> '\f';
            case 'r' -> '\r';
            case 'u' -> control();
            default -> throw refuse("This escape is not the shortest form.");
        };
    }

    /** {@code 00} and two lower-case digits below 20 that have no shorter escape. */
    private char control() throws Refused {
        expect('0');
        expect('0');
        int high = peek() - '0';
        at++;
        int low = "0123456789abcdef".indexOf(peek());
        at++;
        char c = (char) (16 * high + low);
        if (high < 0 || high > 1 || low < 0 || "\b\t\n\f\r".indexOf(c) >= 0) {
            throw refuse("This escape is not the shortest form.");
        }
        return c;
    }

    private JsonNode word(String word, JsonNode node) throws Refused {
        for (int i = 0; i < word.length(); i++) {
            expect(word.charAt(i));
        }
        return node;
    }

    private int peek() throws Refused {
        if (at >= in.length) {
            throw refuse("The text ends early.");
        }
        return in[at];
    }

    private void expect(char c) throws Refused {
        if (peek() != c) {
            throw refuse("Expected " + c + " here.");
        }
        at++;
    }

    private Refused refuse(String message) {
        return Refusal.of("json-not-canonical", "byte " + at, message).toException();
    }
}
