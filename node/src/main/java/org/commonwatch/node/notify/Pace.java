package org.commonwatch.node.notify;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.Set;
import org.commonwatch.kernel.Refused;

/**
 * How closely messages may follow one another.
 *
 * @param messagesMax single messages within a window; what is beyond is held back for a digest
 * @param onlyDigests never a single message
 * @param interval from the first hit held back to the digest that tells it
 */
record Pace(int messagesMax, Duration window, boolean onlyDigests, Duration interval, Optional<Quiet> quiet) {
    static final Set<String> PROPERTIES =
            Set.of("limit", "window_minutes", "digest", "digest_minutes", "quiet", "zone");

    /** Single messages within {@link #WINDOW_MINUTES_DEFAULT}: about as many as a person on duty can look at. */
    static final int MESSAGES_DEFAULT = 10;

    /** More is a stream and belongs into syslog with a window of a minute. */
    static final int MESSAGES_MAX = 1_000;

    static final int WINDOW_MINUTES_DEFAULT = 10;
    static final int WINDOW_MINUTES_MAX = 24 * 60;
    static final int INTERVAL_MINUTES_DEFAULT = 60;

    /** A week: whoever wants to know later than that looks at the page. */
    static final int INTERVAL_MINUTES_MAX = 7 * 24 * 60;

    /**
     * Hours of every day in which nothing is sent.
     *
     * @param to exclusive; before {@code from} when the night lies between
     */
    record Quiet(LocalTime from, LocalTime to, ZoneId zone) {
        boolean at(Instant now) {
            LocalTime time = now.atZone(zone).toLocalTime();
            boolean begun = !time.isBefore(from);
            boolean over = !time.isBefore(to);
            return from.isBefore(to) ? begun && !over : begun || !over;
        }

        String hours() {
            return from + "-" + to;
        }
    }

    static Pace read(Properties properties) throws Refused {
        String digest = properties.text("digest", "after");
        if (!digest.equals("after") && !digest.equals("always")) {
            throw properties.wrong("digest", "after (beyond the limit) or always");
        }
        return new Pace(
                properties.number("limit", MESSAGES_DEFAULT, 1, MESSAGES_MAX),
                Duration.ofMinutes(properties.number("window_minutes", WINDOW_MINUTES_DEFAULT, 1, WINDOW_MINUTES_MAX)),
                digest.equals("always"),
                Duration.ofMinutes(
                        properties.number("digest_minutes", INTERVAL_MINUTES_DEFAULT, 1, INTERVAL_MINUTES_MAX)),
                quiet(properties));
    }

    private static Optional<Quiet> quiet(Properties properties) throws Refused {
        String hours = properties.text("quiet", "");
        ZoneId zone = zone(properties);
        if (hours.isEmpty()) {
            return Optional.empty();
        }
        try {
            if (hours.matches("[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}")) {
                Quiet quiet =
                        new Quiet(LocalTime.parse(hours.substring(0, 5)), LocalTime.parse(hours.substring(6)), zone);
                if (!quiet.from().equals(quiet.to())) {
                    return Optional.of(quiet);
                }
            }
        } catch (DateTimeException noSuchTime) {
            throw properties.wrong("quiet", "hours such as 22:00-07:00");
        }
        throw properties.wrong("quiet", "hours such as 22:00-07:00");
    }

    private static ZoneId zone(Properties properties) throws Refused {
        try {
            return ZoneId.of(properties.text("zone", ZoneOffset.UTC.getId()));
        } catch (DateTimeException unknown) {
            throw properties.wrong("zone", "a time zone such as Europe/Rotterdam, +01:00 or Z");
        }
    }

    void write(ObjectNode json) {
        json.put("limit", messagesMax)
                .put("window_minutes", window.toMinutes())
                .put("digest", onlyDigests ? "always" : "after")
                .put("digest_minutes", interval.toMinutes());
        quiet.ifPresent(hours ->
                json.put("quiet", hours.hours()).put("zone", hours.zone().getId()));
    }

    static Pace kept(JsonNode json) {
        return new Pace(
                json.path("limit").asInt(),
                Duration.ofMinutes(json.path("window_minutes").asLong()),
                json.path("digest").asText().equals("always"),
                Duration.ofMinutes(json.path("digest_minutes").asLong()),
                Optional.ofNullable(json.path("quiet").textValue())
                        .map(hours -> new Quiet(
                                LocalTime.parse(hours.substring(0, 5)),
                                LocalTime.parse(hours.substring(6)),
                                ZoneId.of(json.path("zone").asText()))));
    }

    /** In words, for the page. */
    String words() {
        String digest = "a digest " + minutes(interval) + " after the first";
        String pace = onlyDigests
                ? "always together, " + digest
                : "at most " + messagesMax + " in " + minutes(window) + ", beyond that " + digest
                        + " that was held back";
        return pace
                + quiet.map(hours ->
                                "; quiet " + hours.hours() + " " + hours.zone().getId())
                        .orElse("");
    }

    private static String minutes(Duration duration) {
        return duration.toMinutes() == 1 ? "a minute" : duration.toMinutes() + " minutes";
    }
}
