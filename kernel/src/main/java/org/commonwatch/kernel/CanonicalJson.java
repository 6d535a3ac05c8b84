package org.commonwatch.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * JSON in the one byte form of RFC 8785 (JCS): members sorted by UTF-16 units, no white space, shortest escapes, numbers as
 * ECMAScript writes an IEEE 754 double. Two values are equal if and only if their canonical bytes are.
 *
 * <p>Numbers outside double precision are rounded by the RFC's own rule, so callers that must keep large integers write
 * them as strings. Infinities and NaN cannot be written: {@link IllegalArgumentException}.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    public static byte[] bytes(JsonNode value) {
        return text(value).getBytes(StandardCharsets.UTF_8);
    }

    public static String text(JsonNode value) {
        StringBuilder out = new StringBuilder(256);
        write(value, out);
        return out.toString();
    }

    private static void write(JsonNode value, StringBuilder out) {
        switch (value.getNodeType()) {
            case OBJECT -> writeObject(value, out);
            case ARRAY -> writeArray(value, out);
            case STRING -> writeString(value.textValue(), out);
            case NUMBER -> writeNumber(value.doubleValue(), out);
            case BOOLEAN -> out.append(value.booleanValue());
            case NULL -> out.append("null");
            case BINARY, MISSING, POJO ->
                throw new IllegalArgumentException("not a JSON value: " + value.getNodeType());
        }
    }

    private static void writeObject(JsonNode value, StringBuilder out) {
        out.append('{');
        String comma = "";
        for (Map.Entry<String, JsonNode> member : sorted(value)) {
            out.append(comma);
            writeString(member.getKey(), out);
            out.append(':');
            write(member.getValue(), out);
            comma = ",";
        }
        out.append('}');
    }

    private static Iterable<Map.Entry<String, JsonNode>> sorted(JsonNode value) {
        // String.compareTo orders by UTF-16 units, which is the order RFC 8785 section 3.2.3 asks for.
        return value.propertyStream().sorted(Map.Entry.comparingByKey()).toList();
    }

    private static void writeArray(JsonNode value, StringBuilder out) {
        out.append('[');
        for (int i = 0; i < value.size(); i++) {
            if (i > 0) {
                out.append(',');
            }
            write(value.get(i), out);
        }
        out.append(']');
    }

    /** RFC 8785 section 3.2.2.2. Text that needs no escapes, which is nearly all of it, is copied in runs. */
    private static void writeString(String text, StringBuilder out) {
        out.append('"');
        int run = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x20 || c == '"' || c == '\\') {
                out.append(text, run, i);
                writeEscape(c, out);
                run = i + 1;
            }
        }
        out.append(text, run, text.length()).append('"');
    }

    private static void writeEscape(char c, StringBuilder out) {
        switch (c) {
            case '"' -> out.append("\\\"");
            case '\\' -> out.append("\\\\");
            case '\b' -> out.append("\\b");
            case '\t' -> out.append("\\t");
            case '\n' -> out.append("\\n");
            case '\f' -> out.append("\\f");
            case '\r' -> out.append("\\r");
            default ->
                out.append("\\u00").append(Character.forDigit(c >> 4, 16)).append(Character.forDigit(c & 15, 16));
        }
    }

    /** Number.prototype.toString of ECMA-262, from the shortest digits that Java's {@link Double#toString} gives. */
    private static void writeNumber(double number, StringBuilder out) {
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException("RFC 8785 has no form for " + number);
        }
        if (number == 0) {
            out.append('0');
            return;
        }
        if (number < 0) {
            out.append('-');
        }
        String java = Double.toString(Math.abs(number));
        int e = java.indexOf('E');
        String mantissa = e < 0 ? java : java.substring(0, e);
        int point = mantissa.indexOf('.');
        String digits = mantissa.substring(0, point) + mantissa.substring(point + 1);
        int exponent = point + (e < 0 ? 0 : Integer.parseInt(java, e + 1, java.length(), 10));
        int lead = 0;
        while (digits.charAt(lead) == '0') {
            lead++;
        }
        int tail = digits.length();
        while (digits.charAt(tail - 1) == '0') {
            tail--;
        }
        placeShortest(digits.substring(lead, tail), exponent - lead, Math.abs(number), out);
    }

    /**
     * Java always writes two digits, choosing the closest number of two; ECMA-262 takes one digit where one is enough. They
     * differ for the smallest subnormals only, such as 4.9E-324 and 5e-324.
     */
    private static void placeShortest(String digits, int n, double number, StringBuilder out) {
        if (digits.length() == 2 && number < Double.MIN_NORMAL) {
            int down = digits.charAt(0) - '0';
            int nearest = digits.charAt(1) < '5' ? down : down + 1;
            for (int digit : new int[] {nearest, 2 * down + 1 - nearest}) {
                if (digit > 0 && Double.parseDouble(digit + "e" + (n - 1)) == number) {
                    placePoint(digit == 10 ? "1" : Integer.toString(digit), digit == 10 ? n + 1 : n, out);
                    return;
                }
            }
        }
        placePoint(digits, n, out);
    }

    /** Writes 0.DIGITS x 10^n in the notation ECMA-262 chooses for it. */
    private static void placePoint(String digits, int n, StringBuilder out) {
        int k = digits.length();
        if (k <= n && n <= 21) {
            out.append(digits).repeat('0', n - k);
        } else if (0 < n && n <= 21) {
            out.append(digits, 0, n).append('.').append(digits, n, k);
        } else if (-6 < n && n <= 0) {
            out.append("0.").repeat('0', -n).append(digits);
        } else {
            out.append(digits, 0, 1);
            if (k > 1) {
                out.append('.').append(digits, 1, k);
            }
            out.append('e').append(n - 1 < 0 ? "" : "+").append(n - 1);
        }
    }
}
