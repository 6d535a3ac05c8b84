package org.commonwatch.cli.access;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When something ends: a date means the end of that day (UTC), {@code 90d} counts from now. */
final class Expiry {
    private static final Pattern DAYS = Pattern.compile("([1-9][0-9]{0,4})d");

    private Expiry() {}

    static Optional<Instant> parse(String text, Clock clock) {
        Matcher days = DAYS.matcher(text);
        if (days.matches()) {
            return Optional.of(clock.instant().plus(Duration.ofDays(Integer.parseInt(days.group(1)))));
        }
        try {
            if (text.length() == "2026-12-31".length()) {
                return Optional.of(LocalDate.parse(text)
                        .plusDays(1)
                        .atStartOfDay(ZoneOffset.UTC)
                        .toInstant());
            }
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
