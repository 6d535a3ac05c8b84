package org.commonwatch.node.feeds;

import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.outbound.Answer;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.outbound.OutboundFault;

/** A feed's requests: its header, its bounds, and statuses turned into faults. */
final class Fetch {
    static final int OK = 200;
    static final int NOT_MODIFIED = 304;

    private static final DateTimeFormatter HTTP_DATE = DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.US);

    private final Outbound outbound;
    private final Clock clock;

    Fetch(Outbound outbound, Clock clock) {
        this.outbound = outbound;
        this.clock = clock;
    }

    /** How much and how long one answer may be. */
    record Bounds(long bytesMax, Duration timeMax) {}

    /** The answer whatever its status. */
    Answer any(Feed feed, URI url, Map<String, String> headers, Bounds bounds) throws PollFault, InterruptedException {
        try {
            return outbound.get(new Outbound.Question(
                    feed.url(), url, feed.header(), headers, bounds.bytesMax(), bounds.timeMax()));
        } catch (OutboundFault fault) {
            throw new PollFault(fault.code(), fault.sentence());
        }
    }

    /** Headers that ask for content only if it changed since the cursor. */
    static Map<String, String> conditions(Cursor cursor, String accept) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Accept", accept);
        cursor.etag().ifPresent(etag -> headers.put("If-None-Match", etag));
        cursor.lastModified().ifPresent(time -> headers.put("If-Modified-Since", time));
        return headers;
    }

    /** @return whether nothing changed; otherwise the content is there */
    boolean unchanged(Answer answer, Cursor cursor) throws PollFault {
        boolean asked = cursor.etag().isPresent() || cursor.lastModified().isPresent();
        if (answer.status() == NOT_MODIFIED && asked) {
            return true;
        }
        require(answer);
        return cursor.digest().filter(answer.digest().hex()::equals).isPresent();
    }

    static Cursor read(Cursor cursor, Answer answer) {
        return cursor.read(
                answer.header("ETag"),
                answer.header("Last-Modified"),
                answer.digest().hex());
    }

    /** @throws PollFault unless the status is 200 */
    void require(Answer answer) throws PollFault {
        int status = answer.status();
        if (status == OK) {
            return;
        }
        String code = switch (status) {
            case 400 -> "http-bad-request";
            case 401, 403 -> "http-not-allowed";
            case 404, 410 -> "http-not-found";
            case 406, 415 -> "http-not-acceptable";
            case 429 -> "http-too-many-requests";
            default -> status >= 500 ? "http-server-error" : "http-status";
        };
        String message = switch (status) {
            case 401, 403 -> "The server refuses us (" + status + "); check the feed's header.";
            case 404, 410 -> "There is nothing at this address (" + status + "); check the feed's url.";
            default -> "The server answered " + status + ".";
        };
        throw new PollFault(
                Refusal.of(code, "", message), answer.header("Retry-After").flatMap(this::delay));
    }

    /** RFC 9110 section 10.2.3: seconds, or a date. */
    private Optional<Duration> delay(String text) {
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Duration until = Duration.between(clock.instant(), Instant.from(HTTP_DATE.parse(text)));
            return Optional.of(until).filter(Duration::isPositive);
        } catch (DateTimeException e) {
            // Neither form: the schedule's own back-off stands.
            return Optional.empty();
        }
    }
}
