package org.commonwatch.node.spine;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;

/** Times as the stores keep them: whole microseconds since 1970, the precision of TAXII's {@code date_added}. */
public final class Micros {
    private static final DateTimeFormatter SIX_DIGITS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);
    private static final DateTimeFormatter THREE_DIGITS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Micros() {}

    public static long of(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }

    public static Instant toInstant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** RFC 3339 with six fractional digits. */
    public static String text(long micros) {
        return SIX_DIGITS.format(toInstant(micros));
    }

    /** RFC 3339 with three fractional digits where they are enough, as STIX objects are commonly written, else six. */
    public static String shortText(long micros) {
        return micros % 1_000 == 0 ? THREE_DIGITS.format(toInstant(micros)) : text(micros);
    }
}
