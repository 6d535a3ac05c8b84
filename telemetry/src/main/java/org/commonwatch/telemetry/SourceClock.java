package org.commonwatch.telemetry;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.Year;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * How a source's times are read.
 *
 * <p>A time with an offset, or in seconds since 1970, is what it says. One without a zone is in {@code zone}: in the hour that
 * is skipped when clocks go forward it counts as the time the clock should have shown (02:30 is 03:30), in the hour that comes
 * twice as the first of the two. One without a year gets the year that brings it nearest to the time of receipt and not more
 * than {@link #FUTURE_MAX} after it, so that a line of 31 December read on 1 January is of last year, and 29 February is of the
 * last leap year. Years before 1970 and after {@link #YEAR_MAX} are taken for damage.
 *
 * @param zone of times that are written without one
 */
public record SourceClock(ZoneId zone) {
    /** How far a clock may be ahead of ours before a time without a year is of the year before. */
    public static final Duration FUTURE_MAX = Duration.ofDays(1);

    /** Beyond it no clock is right. */
    public static final int YEAR_MAX = 2200;

    private static final int YEAR_MIN = 1970;

    /** Years looked back for a day that exists: at the turn of most centuries leap years are eight apart. */
    private static final int YEARS_BACK_MAX = 8;

    public static SourceClock utc() {
        return new SourceClock(ZoneOffset.UTC);
    }

    /** An instant as a number since 1970, or nothing beyond {@link #YEAR_MAX}. */
    static Optional<Instant> epoch(long seconds, int nanos) {
        return seconds >= 0 && seconds < (YEAR_MAX - YEAR_MIN) * 366L * 86_400L
                ? Optional.of(Instant.ofEpochSecond(seconds, nanos))
                : Optional.empty();
    }

    /** A date and time with the offset it was written with. */
    static Optional<Instant> zoned(LocalDateTime written, int offsetSeconds) {
        return plausible(written)
                ? Optional.of(written.toInstant(ZoneOffset.UTC).minusSeconds(offsetSeconds))
                : Optional.empty();
    }

    /** A date and time as the clock on this source's wall showed it. */
    Optional<Instant> local(LocalDateTime written) {
        return plausible(written)
                ? Optional.of(ZonedDateTime.ofLocal(written, zone, null).toInstant())
                : Optional.empty();
    }

    /** A date without its year. */
    Optional<Instant> nearest(int month, int day, LocalTime time, Instant receivedAt) {
        int year = receivedAt.atZone(zone).getYear();
        Instant latest = receivedAt.plus(FUTURE_MAX);
        for (int candidate = year + 1; candidate >= year - YEARS_BACK_MAX; candidate--) {
            if (month == 2 && day == 29 && !Year.isLeap(candidate)) {
                continue;
            }
            Optional<Instant> instant = local(LocalDateTime.of(LocalDate.of(candidate, month, day), time));
            if (instant.isPresent() && !instant.get().isAfter(latest)) {
                return instant;
            }
        }
        return Optional.empty();
    }

    private static boolean plausible(LocalDateTime written) {
        return written.getYear() >= YEAR_MIN && written.getYear() <= YEAR_MAX;
    }
}
