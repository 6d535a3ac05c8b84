package org.commonwatch.stix;

import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;

/**
 * The timestamp type of STIX 2.1 section 2.16: RFC 3339 in UTC, written with {@code T} and {@code Z} and any number of
 * fractional digits. Digits beyond nanoseconds are accepted and not compared. A leap second counts as the second after it.
 */
public final class Timestamps {
    private static final int SECONDS_END = 19;
    private static final int NANO_DIGITS = 9;
    private static final String SHAPE = "dddd-dd-ddTdd:dd:dd";

    private Timestamps() {}

    /** Nothing when this is not the one form that STIX allows, or no date of the calendar. */
    public static Optional<Instant> parse(String text) {
        if (!hasShape(text)) {
            return Optional.empty();
        }
        int year = number(text, 0, 4);
        int month = number(text, 5, 7);
        int day = number(text, 8, 10);
        int hour = number(text, 11, 13);
        int minute = number(text, 14, 16);
        int second = number(text, 17, 19);
        if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) {
            return Optional.empty();
        }
        if (day > 28 && day > LocalDate.of(year, month, 1).lengthOfMonth()) {
            return Optional.empty();
        }
        long days = LocalDate.of(year, month, day).toEpochDay();
        long seconds = ((days * 24 + hour) * 60 + minute) * 60 + second;
        return Optional.of(Instant.ofEpochSecond(seconds, nanos(text)));
    }

    /** Whether {@link #parse} would take it, with at least {@code fractionDigits} digits after the point. */
    static boolean hasFraction(String text, int fractionDigits) {
        return text.length() >= SECONDS_END + 2 + fractionDigits;
    }

    private static boolean hasShape(String text) {
        int length = text.length();
        if (length < SECONDS_END + 1 || text.charAt(length - 1) != 'Z') {
            return false;
        }
        for (int i = 0; i < SECONDS_END; i++) {
            char shape = SHAPE.charAt(i);
            char c = text.charAt(i);
            if (shape == 'd' ? c < '0' || c > '9' : c != shape) {
                return false;
            }
        }
        if (length == SECONDS_END + 1) {
            return true;
        }
        if (text.charAt(SECONDS_END) != '.' || length == SECONDS_END + 2) {
            return false;
        }
        for (int i = SECONDS_END + 1; i < length - 1; i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    private static int nanos(String text) {
        int nanos = 0;
        for (int i = 0; i < NANO_DIGITS; i++) {
            int at = SECONDS_END + 1 + i;
            nanos = 10 * nanos + (at < text.length() - 1 ? text.charAt(at) - '0' : 0);
        }
        return nanos;
    }
}
