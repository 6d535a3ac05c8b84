package org.commonwatch.stix.pattern;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.antlr.v4.runtime.Token;

/** Tokens to constants, STIX 2.1 section 9.2. */
final class Constants {
    /** Digits of a decimal constant; more carry no meaning in any format that observations come in. */
    private static final int DECIMAL_CHARS_MAX = 400;

    private Constants() {}

    static Literal literal(Token token) throws PatternError {
        return switch (token.getType()) {
            case StixPatternParser.INTEGER -> new Literal.Whole(whole(token));
            case StixPatternParser.FLOAT -> decimal(token);
            case StixPatternParser.STRING -> new Literal.Text(text(token));
            case StixPatternParser.TRUE -> new Literal.Truth(true);
            case StixPatternParser.FALSE -> new Literal.Truth(false);
            case StixPatternParser.TIMESTAMP -> new Literal.Time(time(token));
            case StixPatternParser.HEX -> hex(token);
            case StixPatternParser.BINARY -> base64(token);
            default -> throw new IllegalStateException("the grammar has no constant " + token);
        };
    }

    /** What stands between the quotes, with {@code \'} and {@code \\} resolved. */
    static String text(Token token) {
        String raw = token.getText();
        StringBuilder text = new StringBuilder(raw.length());
        for (int i = 1; i < raw.length() - 1; i++) {
            if (raw.charAt(i) == '\\') {
                i++;
            }
            text.append(raw.charAt(i));
        }
        return text.toString();
    }

    static long whole(Token token) throws PatternError {
        String digits = token.getText();
        if (digits.length() <= 20) {
            BigInteger number = new BigInteger(digits.startsWith("+") ? digits.substring(1) : digits);
            if (number.bitLength() < Long.SIZE) {
                return number.longValue();
            }
        }
        throw PatternReader.at(token, "pattern-number", "whole numbers have at most 64 bits");
    }

    private static Literal decimal(Token token) throws PatternError {
        if (token.getText().length() > DECIMAL_CHARS_MAX) {
            throw PatternReader.at(
                    token, "pattern-number", "decimal numbers have at most " + DECIMAL_CHARS_MAX + " digits");
        }
        return new Literal.Decimal(new BigDecimal(token.getText()));
    }

    static Instant time(Token token) throws PatternError {
        String text = body(token);
        return instant(text)
                .orElseThrow(() -> PatternReader.at(
                        token,
                        "pattern-time",
                        "a time is written t'2026-01-31T12:00:00Z', in UTC and with at most nine decimals"));
    }

    /**
     * An RFC 3339 time in UTC as STIX writes it (part 1, section 2.16): upper-case T and Z. A leap second 60 counts as the
     * second after 59.
     */
    static Optional<Instant> instant(String text) {
        boolean leap = text.startsWith(":60", 16);
        if (text.length() < 20 || text.length() > 30 || text.charAt(10) != 'T' || !text.endsWith("Z")) {
            return Optional.empty();
        }
        for (int i = 0; i < text.length() - 1; i++) {
            char shape = i < 20 ? "dddd-dd-ddTdd:dd:dd.".charAt(i) : 'd';
            char c = text.charAt(i);
            if (shape == 'd' ? c < '0' || c > '9' : c != shape) {
                return Optional.empty();
            }
        }
        if (text.length() == 21) {
            return Optional.empty();
        }
        try {
            Instant instant = Instant.parse(leap ? text.substring(0, 17) + "59" + text.substring(19) : text);
            return Optional.of(leap ? instant.plusSeconds(1) : instant);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Literal hex(Token token) throws PatternError {
        String digits = body(token);
        boolean valid =
                digits.length() % 2 == 0 && digits.chars().allMatch(c -> c < 128 && Character.digit(c, 16) >= 0);
        if (!valid) {
            throw PatternReader.at(token, "pattern-hex", "h'...' holds pairs of hexadecimal digits");
        }
        return new Literal.Hex(digits.toLowerCase(Locale.ROOT));
    }

    private static Literal base64(Token token) throws PatternError {
        String text = body(token);
        try {
            if (text.length() % 4 == 0) {
                byte[] bytes = Base64.getDecoder().decode(text);
                return new Literal.Base64Bytes(Base64.getEncoder().encodeToString(bytes));
            }
        } catch (IllegalArgumentException e) {
            // Falls to the refusal below: the decoder's own words speak of its internals.
        }
        throw PatternReader.at(token, "pattern-base64", "b'...' holds base64 with its padding");
    }

    private static String body(Token token) {
        String text = token.getText();
        return text.substring(2, text.length() - 1);
    }
}
