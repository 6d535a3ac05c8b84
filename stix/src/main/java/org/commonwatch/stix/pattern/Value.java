package org.commonwatch.stix.pattern;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A value of a property or a constant, in the types that comparisons know: STIX 2.1 sections 9.2 and 9.6.
 *
 * <p>Two values of different types are neither equal nor ordered, with these exceptions: whole and decimal numbers are
 * numbers; a string beside a time is read as a time; a string beside bytes stands for the bytes of its code points when all
 * are below U+0100. Strings are compared by code point, without normalisation.
 */
sealed interface Value {
    record Text(String text) implements Value {}

    record Numeric(BigDecimal number) implements Value {}

    record Truth(boolean truth) implements Value {}

    record Time(Instant instant) implements Value {}

    /** Never compared with {@code equals}. */
    @SuppressWarnings("ArrayRecordComponent") // local to one comparison, never a key
    record Bytes(byte[] bytes) implements Value {}

    /** A list, dictionary or null: equal to nothing. */
    record Other() implements Value {}

    static Value of(Literal literal) {
        return switch (literal) {
            case Literal.Text(String text) -> new Text(text);
            case Literal.Whole(long number) -> new Numeric(BigDecimal.valueOf(number));
            case Literal.Decimal(BigDecimal number) -> new Numeric(number);
            case Literal.Truth(boolean truth) -> new Truth(truth);
            case Literal.Time(Instant instant) -> new Time(instant);
            case Literal.Hex(String digits) -> new Bytes(HexFormat.of().parseHex(digits));
            case Literal.Base64Bytes(String base64) ->
                new Bytes(Base64.getDecoder().decode(base64));
        };
    }

    /** @param name of the property: one that ends in {@code _hex} or {@code _bin} holds bytes in that notation */
    static Value of(JsonNode json, String name) {
        if (json.isTextual()) {
            String text = json.textValue();
            return bytes(text, name).orElse(new Text(text));
        } else if (json.isNumber()) {
            return new Numeric(json.decimalValue());
        } else if (json.isBoolean()) {
            return new Truth(json.booleanValue());
        }
        return new Other();
    }

    private static Optional<Value> bytes(String text, String name) {
        try {
            if (name.endsWith("_hex")) {
                return Optional.of(new Bytes(HexFormat.of().parseHex(text)));
            } else if (name.endsWith("_bin")) {
                return Optional.of(new Bytes(Base64.getDecoder().decode(text)));
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.empty();
    }

    /** Negative, zero or positive as this is less than, equal to or more than {@code other}; empty when neither. */
    default OptionalInt compare(Value other) {
        if (this instanceof Text(String a) && other instanceof Text(String b)) {
            return OptionalInt.of(byCodePoint(a, b));
        } else if (this instanceof Numeric(BigDecimal a) && other instanceof Numeric(BigDecimal b)) {
            return OptionalInt.of(a.compareTo(b));
        } else if (this instanceof Truth(boolean a) && other instanceof Truth(boolean b)) {
            return OptionalInt.of(Boolean.compare(a, b));
        } else if (this instanceof Time(Instant a) && other instanceof Time(Instant b)) {
            return OptionalInt.of(a.compareTo(b));
        } else if (this instanceof Bytes(byte[] a) && other instanceof Bytes(byte[] b)) {
            return OptionalInt.of(Arrays.compareUnsigned(a, b));
        } else if (this instanceof Text(String a) && other instanceof Time(Instant b)) {
            Optional<Instant> time = Constants.instant(a);
            return time.isEmpty()
                    ? OptionalInt.empty()
                    : OptionalInt.of(time.get().compareTo(b));
        } else if (this instanceof Text(String a) && other instanceof Bytes(byte[] b)) {
            return fitsBytes(a) ? OptionalInt.of(Arrays.compareUnsigned(latin1(a), b)) : OptionalInt.empty();
        } else if (this instanceof Bytes(byte[] a) && other instanceof Text(String b)) {
            return fitsBytes(b) ? OptionalInt.of(Arrays.compareUnsigned(a, latin1(b))) : OptionalInt.empty();
        }
        return OptionalInt.empty();
    }

    private static boolean fitsBytes(String text) {
        return text.chars().allMatch(c -> c < 256);
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** UTF-16 order is code point order but for surrogates, which belong above the rest of the basic plane. */
    private static int byCodePoint(String a, String b) {
        int at = 0;
        int shorter = Math.min(a.length(), b.length());
        while (at < shorter && a.charAt(at) == b.charAt(at)) {
            at++;
        }
        if (at == shorter) {
            return Integer.compare(a.length(), b.length());
        }
        char x = a.charAt(at);
        char y = b.charAt(at);
        boolean lift = Character.isSurrogate(x) != Character.isSurrogate(y);
        return lift ? (Character.isSurrogate(x) ? 1 : -1) : Character.compare(x, y);
    }
}
