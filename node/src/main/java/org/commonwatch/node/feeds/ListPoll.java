package org.commonwatch.node.feeds;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Locale;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.outbound.Answer;

/** Tables, lists and prose: one content, fetched when it changed. */
final class ListPoll implements Poll {
    static final Fetch.Bounds BOUNDS = new Fetch.Bounds(256L * 1024 * 1024, Duration.ofMinutes(5));

    private final Fetch fetch;
    private final Fetch.Bounds bounds;
    private final Landing landing;
    private final Withdrawal withdrawal;

    ListPoll(Fetch fetch, Fetch.Bounds bounds, Landing landing, Withdrawal withdrawal) {
        this.fetch = fetch;
        this.bounds = bounds;
        this.landing = landing;
        this.withdrawal = withdrawal;
    }

    @Override
    public Result run(Feed feed, String batch) throws PollFault, IOException, InterruptedException {
        Cursor cursor = feed.cursor();
        try (Answer answer = fetch.any(feed, feed.url(), Fetch.conditions(cursor, "*/*"), bounds)) {
            if (fetch.unchanged(answer, cursor)) {
                return Result.nothing(answer.status() == Fetch.OK ? Fetch.read(cursor, answer) : cursor);
            }
            String type = answer.header("Content-Type").orElse("").toLowerCase(Locale.ROOT);
            if (type.startsWith("text/html")) {
                throw new PollFault("content-html", "The answer is a web page, not a list; is a sign-in in between?");
            }
            return land(answer, feed, batch);
        }
    }

    private Result land(Answer answer, Feed feed, String batch) throws PollFault, IOException {
        Landing.Request request = new Landing.Request(feed, Members.WHOLE, batch);
        Landing.Report report;
        try (InputStream body = answer.open()) {
            report = landing.run(body, request);
        }
        boolean nothing = report.put() + report.unchanged() == 0;
        if (answer.bytes() == 0 || (nothing && report.refused() > 0)) {
            // A server in trouble must not empty what is known. A list of comments alone is an empty list.
            throw new PollFault(
                    "content-empty",
                    "Nothing in the answer could be understood"
                            + report.firstRefusal()
                                    .map(Refusal::toString)
                                    .map(": "::concat)
                                    .orElse("."));
        }
        if (!report.complete()) {
            throw new PollFault(
                    "content-incomplete",
                    "The content could not be read to its end"
                            + report.firstRefusal()
                                    .map(Refusal::toString)
                                    .map(": "::concat)
                                    .orElse("."));
        }
        long withdrawn = withdrawal.sweep(request, report.present());
        return new Result(Fetch.read(feed.cursor(), answer), report.put(), withdrawn, report.refused());
    }
}
