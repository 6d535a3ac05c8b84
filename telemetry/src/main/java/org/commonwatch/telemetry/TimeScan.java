package org.commonwatch.telemetry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.YearMonth;
import java.util.Optional;

/**
 * Finds a time where it stands in a line, in one pass and without patterns: ISO 8601 and RFC 3339 with their usual liberties
 * (blank for T, comma for the point, offset with or without colon), RFC 3164 ({@code Nov 25 12:00:00}, with a year before or
 * after the time), Apache ({@code 25/Nov/2026:12:00:00 +0100}), BIND ({@code 25-Nov-2026 12:00:00.000}), asctime and
 * RFC 1123 with their weekday, {@code 2026/11/25 12:00:00}, and numbers since 1970 of 10 (seconds, decimals), 13, 16 or 19
 * digits. A leap second 60 counts as the second after 59. Reused; one thread.
 */
final class TimeScan {
    private static final int NO_OFFSET = Integer.MIN_VALUE;
    private static final String MONTHS = "janfebmaraprmayjunjulaugsepoctnovdec";
    private static final String DAYS = "monsattuesunwedfrithu";

    private byte[] bytes = new byte[0];
    private int at;
    private int to;

    private int year;
    private int month;
    private int day;
    private int hour;
    private int minute;
    private int second;
    private int nano;
    private int offset;
    private boolean leap;
    private long epochSeconds;
    private int start;

    /** Looks for a time that begins at {@code from}, after an opening bracket or quote at most. */
    boolean scan(byte[] line, int from, int end) {
        bytes = line;
        at = from;
        to = end;
        year = 0;
        nano = 0;
        offset = NO_OFFSET;
        leap = false;
        epochSeconds = -1;
        if (at < to && (peek() == '[' || peek() == '(' || peek() == '"')) {
            at++;
        }
        start = at;
        if (at == to) {
            return false;
        }
        return isDigit(peek()) ? fromDigits() : fromName();
    }

    /** Where the time ended, after a closing bracket. */
    int end() {
        return at < to && (peek() == ']' || peek() == ')' || peek() == '"') ? at + 1 : at;
    }

    EventTime resolve(SourceClock clock, Instant receivedAt) {
        String text = new String(bytes, start, Math.min(at - start, EventTime.TEXT_CHARS_MAX), ISO_8859_1);
        if (epochSeconds >= 0) {
            return time(SourceClock.epoch(epochSeconds, nano), EventTime.Basis.ZONED, receivedAt, text);
        }
        LocalTime clockTime = LocalTime.of(hour, minute, second, nano);
        Optional<Instant> instant;
        EventTime.Basis basis;
        if (year == 0) {
            instant = clock.nearest(month, day, clockTime, receivedAt);
            basis = EventTime.Basis.ASSUMED_YEAR;
        } else {
            LocalDateTime written = LocalDateTime.of(LocalDate.of(year, month, day), clockTime);
            boolean zoned = offset != NO_OFFSET;
            instant = zoned ? SourceClock.zoned(written, offset) : clock.local(written);
            basis = zoned ? EventTime.Basis.ZONED : EventTime.Basis.ASSUMED_ZONE;
        }
        return time(leap ? instant.map(found -> found.plusSeconds(1)) : instant, basis, receivedAt, text);
    }

    private static EventTime time(Optional<Instant> utc, EventTime.Basis basis, Instant receivedAt, String text) {
        return utc.isPresent() ? new EventTime(utc.get(), basis, text) : EventTime.received(receivedAt, text);
    }

    private boolean fromDigits() {
        int digits = 0;
        while (at + digits < to && digits < 20 && isDigit(bytes[at + digits])) {
            digits++;
        }
        byte next = at + digits < to ? bytes[at + digits] : 0;
        return switch (digits) {
            case 1, 2 -> (next == '/' || next == '-') && dayMonthYear(next);
            case 4 -> (next == '-' || next == '/') && isoDate(next);
            case 10 -> seconds();
            case 13 -> fraction(digits, 1_000L);
            case 16 -> fraction(digits, 1_000_000L);
            case 19 -> fraction(digits, 1_000_000_000L);
            default -> false;
        };
    }

    private boolean seconds() {
        epochSeconds = number(10);
        decimals();
        return true;
    }

    private boolean fraction(int digits, long unit) {
        long value = number(digits);
        epochSeconds = value / unit;
        nano = (int) (value % unit * (1_000_000_000L / unit));
        return value >= 0;
    }

    private boolean isoDate(byte separator) {
        year = (int) number(4);
        if (!take(separator) || !two() || !validMonth((int) number(2)) || !take(separator) || !two()) {
            return false;
        }
        day = (int) number(2);
        if (!validDay() || at == to || (peek() != 'T' && peek() != 't' && peek() != ' ' && peek() != '_')) {
            return false;
        }
        at++;
        return clock() && zone();
    }

    /** {@code 25/Nov/2026:12:00:00 +0100} and {@code 25-Nov-2026 12:00:00.000}. */
    private boolean dayMonthYear(byte separator) {
        day = (int) number(bytes[at + 1] == separator ? 1 : 2);
        if (!take(separator) || !monthName() || !take(separator) || !four()) {
            return false;
        }
        year = (int) number(4);
        return validDay() && (take((byte) ':') || take((byte) ' ')) && clock() && zone();
    }

    private boolean fromName() {
        if (weekday()) {
            if (take((byte) ',')) {
                return take((byte) ' ') && rfc1123();
            }
            if (!take((byte) ' ')) {
                return false;
            }
        }
        if (!monthName() || !take((byte) ' ')) {
            return false;
        }
        take((byte) ' ');
        if (!dayNumber() || !take((byte) ' ')) {
            return false;
        }
        if (four() && at + 4 < to && bytes[at + 4] == ' ') {
            year = (int) number(4);
            at++;
        }
        if (!clock()) {
            return false;
        }
        zone();
        if (year == 0
                && at + 5 <= to
                && peek() == ' '
                && digitsAt(at + 1, 4)
                && (at + 5 == to || !isWord(bytes[at + 5]))) {
            at++;
            year = (int) number(4);
        }
        return year == 0 ? day <= (month == 2 ? 29 : YearMonth.of(2000, month).lengthOfMonth()) : validDay();
    }

    /** {@code 25 Nov 2026 12:00:00 GMT}. */
    private boolean rfc1123() {
        if (!dayNumber() || !take((byte) ' ') || !monthName() || !take((byte) ' ') || !four()) {
            return false;
        }
        year = (int) number(4);
        return validDay() && take((byte) ' ') && clock() && zone();
    }

    private boolean dayNumber() {
        if (at == to || !isDigit(peek())) {
            return false;
        }
        day = (int) number(two() ? 2 : 1);
        return day >= 1 && day <= 31;
    }

    /** {@code 12:00:00} with decimals after a point or comma. */
    private boolean clock() {
        if (!two()) {
            return false;
        }
        hour = (int) number(2);
        if (!take((byte) ':') || !two()) {
            return false;
        }
        minute = (int) number(2);
        if (!take((byte) ':') || !two()) {
            return false;
        }
        second = (int) number(2);
        leap = second == 60;
        second = leap ? 59 : second;
        decimals();
        return hour < 24 && minute < 60 && second < 60;
    }

    private void decimals() {
        if (at + 1 < to && (peek() == '.' || peek() == ',') && isDigit(bytes[at + 1])) {
            at++;
            int scale = 100_000_000;
            while (at < to && isDigit(peek())) {
                nano += (peek() - '0') * scale;
                scale /= 10;
                at++;
            }
        }
    }

    /** An offset if there is one: always true, so that it can stand last in a condition. */
    private boolean zone() {
        int back = at;
        if (at < to && peek() == ' ') {
            at++;
        }
        if (at < to && (peek() == 'Z' || peek() == 'z') && (at + 1 == to || !isWord(bytes[at + 1]))) {
            at++;
            offset = 0;
        } else if (word("UTC") || word("GMT")) {
            at += 3;
            offset = 0;
        } else if (at < to && (peek() == '+' || peek() == '-') && digitsAt(at + 1, 2)) {
            int sign = peek() == '-' ? -1 : 1;
            at++;
            int hours = (int) number(2);
            int minutes = 0;
            if (two() || (at < to && peek() == ':' && digitsAt(at + 1, 2))) {
                take((byte) ':');
                minutes = (int) number(2);
            }
            offset = hours <= 18 && minutes < 60 ? sign * (hours * 3600 + minutes * 60) : NO_OFFSET;
        }
        if (offset == NO_OFFSET) {
            at = back;
        }
        return true;
    }

    private boolean word(String name) {
        if (at + name.length() > to || (at + name.length() < to && isWord(bytes[at + name.length()]))) {
            return false;
        }
        for (int i = 0; i < name.length(); i++) {
            if (bytes[at + i] != name.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    private boolean weekday() {
        int found = threeLetters(DAYS);
        if (found >= 0) {
            at += 3;
        }
        return found >= 0;
    }

    private boolean monthName() {
        int found = threeLetters(MONTHS);
        if (found >= 0) {
            at += 3;
            month = found + 1;
        }
        return found >= 0;
    }

    /** Which of the three-letter names stands here and nothing longer, or -1. */
    private int threeLetters(String names) {
        if (at + 3 >= to || isWord(bytes[at + 3])) {
            return -1;
        }
        for (int i = 0; i < names.length(); i += 3) {
            if ((bytes[at] | 0x20) == names.charAt(i)
                    && (bytes[at + 1] | 0x20) == names.charAt(i + 1)
                    && (bytes[at + 2] | 0x20) == names.charAt(i + 2)) {
                return i / 3;
            }
        }
        return -1;
    }

    private boolean validMonth(int number) {
        month = number;
        return month >= 1 && month <= 12;
    }

    private boolean validDay() {
        return day >= 1 && day <= YearMonth.of(year, month).lengthOfMonth();
    }

    private boolean two() {
        return digitsAt(at, 2);
    }

    private boolean four() {
        return digitsAt(at, 4);
    }

    private boolean digitsAt(int from, int count) {
        if (from + count > to) {
            return false;
        }
        for (int i = from; i < from + count; i++) {
            if (!isDigit(bytes[i])) {
                return false;
            }
        }
        return true;
    }

    private long number(int digits) {
        long number = 0;
        for (int i = 0; i < digits; i++) {
            number = number * 10 + bytes[at++] - '0';
        }
        return number;
    }

    private boolean take(byte expected) {
        if (at < to && peek() == expected) {
            at++;
            return true;
        }
        return false;
    }

    private byte peek() {
        return bytes[at];
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    private static boolean isWord(byte b) {
        return isDigit(b) || ((b | 0x20) >= 'a' && (b | 0x20) <= 'z');
    }
}
