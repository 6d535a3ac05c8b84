package org.commonwatch.node.feeds;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.commonwatch.kernel.BoundedGzip;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.node.spine.StoreFault;
import org.commonwatch.node.spine.TooBusy;
import org.jboss.logging.Logger;

/**
 * Runs the polls, one after the other, on one thread of its own; so no feed is polled twice at once and feeds together never
 * hold more than one connection and one download. What the owner asks for goes first, then what has been due longest.
 */
final class FeedScheduler implements AutoCloseable {
    /** Longest sleep: the clock may jump and a feed may be added. */
    private static final Duration SLEEP_MAX = Duration.ofSeconds(30);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final int WISHES_MAX = 64;
    private static final Logger LOG = Logger.getLogger(FeedScheduler.class);

    private final FeedStore store;
    private final Map<FeedKind, Poll> polls;
    private final Schedule schedule;
    private final Clock clock;
    private final Supplier<String> batches;
    private final Consumer<Thread> interrupt;
    private final BlockingQueue<Wish> wishes = new ArrayBlockingQueue<>(WISHES_MAX);
    private final Thread thread = Thread.ofPlatform().name("feeds").unstarted(this::loop);
    private volatile boolean closed;

    /** The owner wants this feed polled now; the future yields when that is done, well or not. */
    private record Wish(String feed, CompletableFuture<Void> done) {}

    /**
     * @param batches names for the imports of one poll
     * @param interrupt stops a thread where it may be stopped
     */
    FeedScheduler(
            FeedStore store,
            Map<FeedKind, Poll> polls,
            Schedule schedule,
            Clock clock,
            Supplier<String> batches,
            Consumer<Thread> interrupt) {
        this.store = store;
        this.polls = Map.copyOf(polls);
        this.schedule = schedule;
        this.clock = clock;
        this.batches = batches;
        this.interrupt = interrupt;
    }

    void start() {
        thread.start();
    }

    /**
     * Asks for a poll out of turn, of a paused feed too.
     *
     * @throws TooBusy when too many such wishes wait
     */
    CompletableFuture<Void> wish(String feed) {
        Wish wish = new Wish(feed, new CompletableFuture<>());
        if (!wishes.offer(wish)) {
            throw new TooBusy(WISHES_MAX + " feeds wait to be polled already");
        }
        return wish.done();
    }

    /** Polls the feed that has been due longest, if one is due; for the thread, and for tests without one. */
    boolean pollDue() throws InterruptedException {
        Optional<Feed> due = store.due(clock.instant());
        if (due.isPresent()) {
            poll(due.orElseThrow());
        }
        return due.isPresent();
    }

    @Override
    public void close() {
        closed = true;
        interrupt.accept(thread);
        try {
            thread.join(CLOSE_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void loop() {
        while (!closed) {
            try {
                Optional<Wish> wish = Optional.ofNullable(wishes.poll(sleepMillis(), TimeUnit.MILLISECONDS));
                if (wish.isPresent()) {
                    grant(wish.orElseThrow());
                } else {
                    pollDue();
                }
            } catch (InterruptedException e) {
                return;
            } catch (StoreFault | TooBusy fault) {
                // Without local.db no poll can be noted; try again after a while instead of spinning.
                LOG.errorf("feeds wait for local.db: %s", fault.getMessage());
                if (!rest()) {
                    return;
                }
            }
        }
    }

    private long sleepMillis() {
        Instant now = clock.instant();
        Duration until = store.nextDue()
                .map(due -> Duration.between(now, due))
                .filter(wait -> wait.compareTo(SLEEP_MAX) < 0)
                .orElse(SLEEP_MAX);
        return Math.max(0, until.toMillis());
    }

    private static boolean rest() {
        try {
            Thread.sleep(SLEEP_MAX);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void grant(Wish wish) throws InterruptedException {
        try {
            Optional<Feed> feed = store.named(wish.feed());
            if (feed.isPresent()) {
                poll(feed.orElseThrow());
            }
        } finally {
            wish.done().complete(null);
        }
    }

    void poll(Feed feed) throws InterruptedException {
        Poll poll = Optional.ofNullable(polls.get(feed.kind()))
                .orElseThrow(() -> new IllegalStateException("nothing polls " + feed.kind()));
        try {
            Poll.Result result = poll.run(feed, batches.get());
            Instant now = clock.instant();
            store.succeeded(feed, result.cursor(), now, schedule.afterSuccess(feed.everyMinutes(), now));
            LOG.infof(
                    "feed %s: %d objects taken in, %d withdrawn, %d refused",
                    feed.name(), result.put(), result.withdrawn(), result.refused());
        } catch (PollFault fault) {
            failed(feed, fault.code(), sentence(fault.refusal()), fault.retryAfter());
        } catch (BoundedGzip.ExpansionException bomb) {
            failed(feed, bomb.refusal().code(), sentence(bomb.refusal()), Optional.empty());
        } catch (IOException unreadable) {
            failed(feed, "unreadable", "The answer could not be read: " + unreadable.getMessage(), Optional.empty());
        } catch (RuntimeException fault) {
            // The one place where a fault of one feed is kept from the others: it is noted and the feed backs off.
            LOG.errorf(fault, "feed %s: a fault of this node", feed.name());
            failed(feed, "fault", "A fault of this node: " + fault, Optional.empty());
        }
    }

    private static String sentence(Refusal refusal) {
        return refusal.path().isEmpty() ? refusal.message() : refusal.path() + ": " + refusal.message();
    }

    /** @param message may quote the server: it becomes one line before it reaches the log */
    private void failed(Feed feed, String code, String message, Optional<Duration> retryAfter)
            throws InterruptedException {
        if (closed || Thread.interrupted()) {
            throw new InterruptedException("the node stops while a feed is polled");
        }
        String line = message.replaceAll("\\p{Cntrl}+", " ");
        Instant now = clock.instant();
        int count = feed.failures() + 1;
        store.failed(feed, new Feed.Failure(code, line, now, count), schedule.afterFailure(count, retryAfter, now));
        LOG.warnf("feed %s: %s (%s), failure %d in a row", feed.name(), line, code, count);
    }
}
