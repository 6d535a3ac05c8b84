package org.commonwatch.telemetry;

import java.time.Instant;

/**
 * When something happened.
 *
 * @param utc the instant; the time of receipt where the line names none that can be understood
 * @param text as the line wrote it, at most {@value #TEXT_CHARS_MAX} characters; empty when nothing was found
 */
public record EventTime(Instant utc, Basis basis, String text) {
    /** Of the original kept: the longest form read here has 35. */
    public static final int TEXT_CHARS_MAX = 64;

    /** How the instant was determined, from sure to not at all. */
    public enum Basis {
        /** The line says it: an offset, UTC, or seconds since 1970. */
        ZONED,
        /** Written without a zone; the source's is assumed. */
        ASSUMED_ZONE,
        /** Written without a year: the nearest to the time of receipt. The zone may be assumed as well. */
        ASSUMED_YEAR,
        /** Undeterminable: the time of receipt stands in. */
        RECEIVED
    }

    static EventTime received(Instant receivedAt, String text) {
        return new EventTime(receivedAt, Basis.RECEIVED, text);
    }
}
