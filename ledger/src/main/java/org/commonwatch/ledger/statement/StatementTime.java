package org.commonwatch.ledger.statement;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/**
 * RFC 3339 in UTC with one spelling: {@code 2026-11-22T05:53:19Z} or, when milliseconds are not zero, {@code
 * 2026-11-22T05:53:19.250Z}.
 */
public final class StatementTime {
    private static final Instant END = Instant.parse("9999-12-31T23:59:59.999Z");
    private static final int NANOS_PER_MILLI = 1_000_000;

    private StatementTime() {}

    /** Whether this instant can be written. */
    public static boolean isTime(Instant time) {
        return time.getNano() % NANOS_PER_MILLI == 0 && time.getEpochSecond() >= 0 && !time.isAfter(END);
    }

    /** The spelling of an instant that {@link #isTime}. */
    public static String text(Instant time) {
        return time.toString();
    }

    /** Empty for everything but the one spelling. */
    public static Optional<Instant> parse(String text) {
        try {
            Instant time = Instant.parse(text);
            return isTime(time) && time.toString().equals(text) ? Optional.of(time) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
