package org.commonwatch.stix.pattern;

import java.math.BigDecimal;
import java.time.Instant;

/** A constant of a pattern, STIX 2.1 section 9.2. */
public sealed interface Literal {
    /** {@code 'text'}, unescaped. */
    record Text(String text) implements Literal {}

    /** {@code 42}: 64 bits. */
    record Whole(long number) implements Literal {}

    /** {@code 7.5}; kept exactly, without trailing zeros, so that one number has one form. */
    record Decimal(BigDecimal number) implements Literal {
        public Decimal {
            number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
        }
    }

    /** {@code true} or {@code false}. */
    record Truth(boolean truth) implements Literal {}

    /** {@code t'2014-01-13T07:03:17Z'}. */
    record Time(Instant instant) implements Literal {}

    /** {@code h'ffd8'}: bytes as lower-case hexadecimal digits. */
    record Hex(String digits) implements Literal {}

    /** {@code b'AQI='}: bytes as padded base64 (RFC 4648 section 4). */
    record Base64Bytes(String base64) implements Literal {}
}
