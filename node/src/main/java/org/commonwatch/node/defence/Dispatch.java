package org.commonwatch.node.defence;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.lists.ListFlag;
import org.commonwatch.node.lists.Warnings;
import org.commonwatch.node.matching.ActiveValue;
import org.commonwatch.node.matching.ActiveValues;
import org.commonwatch.node.policy.Action;
import org.commonwatch.node.policy.Gate;
import org.commonwatch.node.policy.Reader;
import org.commonwatch.node.spine.TooBusy;
import org.commonwatch.values.IndicatorValue;
import org.commonwatch.values.ValueKind;
import org.commonwatch.values.Values;

/**
 * Answers whoever fetches a feed: everything anew each time, so that what was taken back is gone at the next fetch, and nothing
 * sent when nothing changed. Feeds are made one after the other: each holds a reading connection and its values in memory.
 */
@ApplicationScoped
class Dispatch {
    /** How long a fetch waits for others to be made. */
    private static final Duration TURN_MAX = Duration.ofSeconds(30);

    private static final String LEFT_OUT = "Commonwatch-Left-Out";

    private final ActiveValues active;
    private final Warnings warnings;
    private final FeedStamps stamps;
    private final Semaphore turn = new Semaphore(1, true);

    @Inject
    Dispatch(ActiveValues active, Warnings warnings, FeedStamps stamps) {
        this.active = active;
        this.warnings = warnings;
        this.stamps = stamps;
    }

    /**
     * @param conditions of the request; a fetch of what is known already is answered 304
     * @throws TooBusy when others fetch as well and their feeds take long to make
     */
    Response answer(FeedQuestion question, Reader reader, Request conditions) {
        Reader narrowed = question.narrowed(reader);
        Feed feed = gathered(question, narrowed);
        Digest content = digest(feed, 0);
        long second = stamps.second(narrowed + " " + question.text(), content);
        EntityTag tag = new EntityTag(content.hex() + "-" + second);
        Response.ResponseBuilder known = conditions.evaluatePreconditions(tag);
        Response.ResponseBuilder response = known != null ? known : Response.ok(body(feed, second));
        if (known == null) {
            response.header("Content-Type", "text/plain;charset=utf-8")
                    .header(
                            "Content-Disposition",
                            "attachment; filename=\"commonwatch."
                                    + feed.format().ending() + "\"")
                    .header(LEFT_OUT, feed.cut());
        }
        return response.tag(tag)
                .lastModified(Date.from(Instant.ofEpochSecond(second)))
                .header("Cache-Control", "private, no-cache")
                .header("Vary", "Authorization, Cookie")
                .build();
    }

    private Feed gathered(FeedQuestion question, Reader narrowed) {
        Gathering gathering =
                new Gathering(question, new Gate(narrowed, Action.DEFEND), this::lists, Gathering.FEED_VALUES_MAX);
        takeTurn();
        try {
            warnings.index();
            active.forEach(gathering::add);
            return gathering.feed();
        } finally {
            turn.release();
        }
    }

    private void takeTurn() {
        try {
            if (!turn.tryAcquire(TURN_MAX.toSeconds(), TimeUnit.SECONDS)) {
                throw new TooBusy("other feeds are being made");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TooBusy("interrupted while waiting to make a feed");
        }
    }

    private List<String> lists(ActiveValue value) {
        return asValue(value).stream()
                .flatMap(read -> warnings.flags(read).stream())
                .map(ListFlag::list)
                .distinct()
                .toList();
    }

    /** Empty for literal texts, which are on no list. */
    private static Optional<IndicatorValue> asValue(ActiveValue value) {
        Optional<ValueKind> kind = ValueKind.ofWord(value.kind().word());
        try {
            return kind.isPresent() ? Optional.of(Values.parse(kind.orElseThrow(), value.text())) : Optional.empty();
        } catch (Refused carriedOnly) {
            return kind.map(as -> IndicatorValue.of(as, value.text()));
        }
    }

    private static StreamingOutput body(Feed feed, long second) {
        return out -> {
            Writer writer = writer(out);
            feed.write(second, writer);
            writer.flush();
        };
    }

    private static Digest digest(Feed feed, long second) {
        MessageDigest sha256 = Digest.sha256();
        try (Writer writer = writer(new DigestOutputStream(OutputStream.nullOutputStream(), sha256))) {
            feed.write(second, writer);
        } catch (IOException e) {
            throw new UncheckedIOException("digest a feed", e);
        }
        return Digest.fromBytes(sha256.digest());
    }

    private static Writer writer(OutputStream out) {
        return new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8));
    }
}
