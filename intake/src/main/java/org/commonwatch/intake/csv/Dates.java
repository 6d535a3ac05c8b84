package org.commonwatch.intake.csv;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Optional;

/** Dates as feeds write them: RFC 3339, a date alone, date and time without zone (read as UTC), seconds since 1970. */
final class Dates {
    private static final long SECONDS_MAX = 253_402_300_799L;

    private Dates() {}

    static Optional<Instant> parse(String text) {
        String stripped = text.strip().replace(" UTC", "Z");
        if (stripped.matches("[0-9]{9,12}")) {
            long seconds = Long.parseLong(stripped);
            return seconds > SECONDS_MAX ? Optional.empty() : Optional.of(Instant.ofEpochSecond(seconds));
        }
        if (stripped.length() < 10 || stripped.length() > 40) {
            return Optional.empty();
        }
        String iso = stripped.charAt(stripped.length() > 10 ? 10 : 0) == ' '
                ? stripped.substring(0, 10) + "T" + stripped.substring(11).strip()
                : stripped;
        try {
            return Optional.of(instant(iso))
                    .filter(at -> at.getEpochSecond() <= SECONDS_MAX && at.getEpochSecond() > 0);
        } catch (DateTimeParseException e) {
            // No date is a normal thing to find in a column; the caller flags it.
            return Optional.empty();
        }
    }

    private static Instant instant(String iso) {
        if (iso.length() == 10) {
            return LocalDate.parse(iso).atStartOfDay(ZoneOffset.UTC).toInstant();
        }
        boolean zoned = iso.endsWith("Z") || iso.lastIndexOf('+') > 10 || iso.lastIndexOf('-') > 10;
        return zoned
                ? OffsetDateTime.parse(iso).toInstant()
                : LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
    }
}
