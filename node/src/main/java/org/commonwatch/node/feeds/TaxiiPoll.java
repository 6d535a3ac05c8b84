package org.commonwatch.node.feeds;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.outbound.Answer;
import org.commonwatch.node.spine.Micros;
import org.commonwatch.stix.Timestamps;

/**
 * A TAXII 2.1 collection, page by page (sections 3.4 and 5.4). A reading asks for what was added after the cursor and
 * follows {@code next}; only its last page moves {@code added_after}, to that page's {@code X-TAXII-Date-Added-Last}, and
 * each page's {@code next} is stored once the objects of the page before are on the ledger.
 *
 * <p>Servers with quirks: {@code more} without {@code next} goes on from the page's last date, a microsecond earlier so that
 * neighbours of equal date are not skipped; a {@code next} the server has forgotten starts the reading again from {@code
 * added_after}; a reading without dates is repeated in full next time. Repetition is harmless, see {@link Landing}.
 */
final class TaxiiPoll implements Poll {
    static final Fetch.Bounds PAGE_BOUNDS = new Fetch.Bounds(Limits.BODY_BYTES_MAX, Duration.ofMinutes(2));

    /** Objects asked for in one page. */
    static final int PAGE_OBJECTS = 1_000;

    /** Pages of one poll; the next one goes on where this one stopped. */
    static final int PAGES_MAX = 10_000;

    private static final int NEXT_CHARS_MAX = 4_096;

    private final Fetch fetch;
    private final TaxiiDirectory directory;
    private final Landing landing;
    private final FeedStore store;

    TaxiiPoll(Fetch fetch, Landing landing, FeedStore store) {
        this.fetch = fetch;
        this.directory = new TaxiiDirectory(fetch);
        this.landing = landing;
        this.store = store;
    }

    @Override
    public Result run(Feed feed, String batch) throws PollFault, IOException, InterruptedException {
        Cursor cursor = feed.cursor();
        if (cursor.collection().isEmpty()) {
            cursor = cursor.at(Optional.of(directory.objects(feed).toString()));
            store.moveTo(feed, cursor);
        }
        long put = 0;
        long refused = 0;
        boolean resumed = cursor.next().isPresent();
        for (int number = 0; number < PAGES_MAX; number++) {
            Page page;
            try {
                page = page(feed, cursor, batch);
            } catch (PollFault fault) {
                cursor = without(feed, cursor, fault, resumed);
                resumed = false;
                continue;
            }
            resumed = false;
            put += page.report.put();
            refused += page.report.refused();
            cursor = page.after(cursor);
            if (!page.more()) {
                return new Result(cursor, put, 0, refused);
            }
            store.moveTo(feed, cursor);
        }
        return new Result(cursor, put, 0, refused);
    }

    /**
     * What may be forgotten so that the next request succeeds: a stored {@code next} at once, a stored collection until the
     * next poll.
     */
    private Cursor without(Feed feed, Cursor cursor, PollFault fault, boolean resumed) throws PollFault {
        boolean gone = fault.code().equals("http-not-found");
        if (resumed && (gone || fault.code().equals("http-bad-request"))) {
            Cursor again = cursor.page(cursor.addedAfter(), Optional.empty());
            store.moveTo(feed, again);
            return again;
        }
        if (gone) {
            store.moveTo(feed, cursor.at(Optional.empty()));
        }
        throw fault;
    }

    private Page page(Feed feed, Cursor cursor, String batch) throws PollFault, IOException, InterruptedException {
        try (Answer answer = directory.ask(feed, address(cursor), PAGE_BOUNDS)) {
            fetch.require(answer);
            String type = answer.header("Content-Type").orElse("");
            if (type.startsWith("text/html")) {
                throw new PollFault("content-html", "The answer is a web page, not TAXII; is a sign-in in between?");
            }
            Landing.Report report;
            try (InputStream body = answer.open()) {
                report = landing.run(body, new Landing.Request(feed, Members.WHOLE, batch));
            }
            if (!report.complete()) {
                throw new PollFault(
                        "content-incomplete",
                        "A page could not be read to its end"
                                + report.firstRefusal()
                                        .map(Refusal::toString)
                                        .map(": "::concat)
                                        .orElse("."));
            }
            return new Page(report, answer.header("X-TAXII-Date-Added-Last"));
        }
    }

    private static URI address(Cursor cursor) {
        StringBuilder url = new StringBuilder(cursor.collection().orElseThrow());
        url.append(url.indexOf("?") < 0 ? '?' : '&').append("limit=").append(PAGE_OBJECTS);
        cursor.addedAfter().ifPresent(after -> url.append("&added_after=").append(encode(after)));
        cursor.next().ifPresent(next -> url.append("&next=").append(encode(next)));
        return URI.create(url.toString());
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    /** One page that is on the ledger. */
    private record Page(Landing.Report report, Optional<String> dateHeader) {
        boolean more() {
            return "true".equals(report.envelope().get("more"));
        }

        Cursor after(Cursor cursor) throws PollFault {
            if (!more()) {
                return cursor.page(last(cursor).or(cursor::addedAfter), Optional.empty());
            }
            Optional<String> next = Optional.ofNullable(report.envelope().get("next"))
                    .filter(token -> !token.isEmpty() && token.length() <= NEXT_CHARS_MAX);
            if (next.isPresent()) {
                if (next.equals(cursor.next())) {
                    throw noProgress();
                }
                return cursor.page(cursor.addedAfter(), next);
            }
            return cursor.page(Optional.of(justBefore(cursor)), Optional.empty());
        }

        /** The page's last date, if it is one and later than the cursor. */
        private Optional<String> last(Cursor cursor) {
            Optional<Instant> known = cursor.addedAfter().flatMap(Timestamps::parse);
            return dateHeader.filter(text -> Timestamps.parse(text)
                    .filter(date -> known.isEmpty() || date.isAfter(known.orElseThrow()))
                    .isPresent());
        }

        private String justBefore(Cursor cursor) throws PollFault {
            Instant date = last(cursor).flatMap(Timestamps::parse).orElseThrow(Page::noProgress);
            String before = Micros.text(Micros.of(date) - 1);
            if (cursor.addedAfter().filter(before::equals).isPresent()) {
                throw noProgress();
            }
            return before;
        }

        private static PollFault noProgress() {
            return new PollFault(
                    "taxii-no-progress", "The server says that more follows and does not say how to come to it.");
        }
    }
}
