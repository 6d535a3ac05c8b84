package org.commonwatch.ledger.statement;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/**
 * RFC 3339 in UTC with one spelling: {@code 2026-11-22T05:53:19Z} or, when milliseconds are not zero, {@code
 * 2026-11-22T05:53:19.250Z}.
 */
public final class StatementTime {
    private static final Instant END = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final int NANOS_PER_MILLI = 1_000_000;
    private static final char DIGIT = '0';
    private static final String FORM = "0000-00-00T00:00:00Z";
    private static final String FORM_MILLIS = "0000-00-00T00:00:00.000Z";

    private StatementTime() {}

    /** Whether this instant can be written. */
    public static boolean isTime(Instant time) {
        return time.getNano() % NANOS_PER_MILLI == 0 && time.getEpochSecond() >= 0 && !time.isAfter(END);
    }

    /** The spelling of an instant that {@link #isTime}. */
    public static String text(Instant time) {
        return time.toString();
    }

    /** Empty for everything but the one spelling. Read by hand: every entry has one, and each is read several times. */
    public static Optional<Instant> parse(String text) {
        boolean millis = text.length() == FORM_MILLIS.length();
        if (!fits(text, millis ? FORM_MILLIS : FORM)) {
            return Optional.empty();
        }
        int fraction = millis ? number(text, 20, 23) : 0;
        if (millis && fraction == 0) {
            return Optional.empty();
        }
        try {
            Instant time = LocalDateTime.of(
                            number(text, 0, 4),
                            number(text, 5, 7),
                            number(text, 8, 10),
                            number(text, 11, 13),
                            number(text, 14, 16),
                            number(text, 17, 19),
                            fraction * NANOS_PER_MILLI)
                    .toInstant(ZoneOffset.UTC);
            return isTime(time) ? Optional.of(time) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static boolean fits(String text, String form) {
        boolean fits = text.length() == form.length();
        for (int i = 0; fits && i < form.length(); i++) {
            char c = text.charAt(i);
            fits = form.charAt(i) == DIGIT ? c >= '0' && c <= '9' : c == form.charAt(i);
        }
        return fits;
    }

    private static int number(String text, int from, int to) {
        return Integer.parseInt(text, from, to, 10);
    }
}
