package org.commonwatch.node.feeds;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.node.outbound.SecretHeader;
import org.jspecify.annotations.Nullable;

/**
 * A feed as the API shows it. Times are RFC 3339 in seconds; absent ones are null.
 *
 * @param header the name of the header that is sent; its value never leaves the node but to the feed's own server
 * @param objects that the feed says now
 */
@JsonNaming(SnakeCaseStrategy.class)
record FeedView(
        String name,
        String kind,
        String url,
        int everyMinutes,
        @Nullable String header,
        String licence,
        String vanished,
        String columns,
        boolean paused,
        String createdAt,
        String dueAt,
        @Nullable String lastPollAt,
        @Nullable String lastSuccessAt,
        @Nullable LastError lastError,
        long objects) {
    @JsonNaming(SnakeCaseStrategy.class)
    record LastError(String code, String message, String at, int count) {}

    @JsonNaming(SnakeCaseStrategy.class)
    record Feeds(List<FeedView> feeds) {
        Feeds {
            feeds = List.copyOf(feeds);
        }
    }

    static FeedView of(Feed feed, long objects) {
        return new FeedView(
                feed.name(),
                feed.kind().word(),
                feed.url().toString(),
                feed.everyMinutes(),
                feed.header().map(SecretHeader::name).orElse(null),
                feed.licence(),
                feed.vanished().word(),
                feed.columns(),
                feed.paused(),
                feed.created().toString(),
                feed.due().toString(),
                text(feed.lastPoll()),
                text(feed.lastSuccess()),
                feed.failure()
                        .map(failure -> new LastError(
                                failure.code(), failure.message(), failure.at().toString(), failure.count()))
                        .orElse(null),
                objects);
    }

    private static @Nullable String text(Optional<Instant> at) {
        return at.map(Instant::toString).orElse(null);
    }
}
