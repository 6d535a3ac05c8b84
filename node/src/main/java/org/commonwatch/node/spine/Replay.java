package org.commonwatch.node.spine;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * The one thread that writes {@code index.db}: takes final entries in log order, judges each by its type's rule and applies
 * it to every projection. One transaction is one batch of entries over all projections and the tree size, so after any crash
 * the index stands exactly at some size.
 *
 * <p>A fault stops replay where it stands and is shown; it is tried again, never skipped. Trailing
 * projections follow when nothing else is to do, at the latest after {@link #TRAIL_MAX}.
 */
public final class Replay implements AutoCloseable {
    /** Entries of one transaction: enough to amortise a commit, few enough to be seen soon. */
    public static final int BATCH_ENTRIES_MAX = 1_000;

    /** Trailing projections may stay behind this long while entries keep coming. */
    public static final Duration TRAIL_MAX = Duration.ofSeconds(3);

    /** Longer than a client takes between two posts of a thousand objects, so that trailing never makes the next one wait. */
    private static final Duration TRAIL_AFTER_IDLE = Duration.ofMillis(250);

    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration RETRY_AFTER_FAULT = Duration.ofSeconds(2);
    /** Making the index anew for a key that came late takes at most one part in so many of the time. */
    private static final int MADE_ANEW_SHARE = 20;

    private static final Duration MADE_ANEW_REST_MAX = Duration.ofHours(1);

    /** Who joins and is then granted older keys does not wait: six seconds of making anew follow each other at once. */
    private static final Duration MADE_ANEW_ALLOWANCE = Duration.ofMinutes(2);

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final Logger LOG = Logger.getLogger(Replay.class);

    private final SqliteStore index;
    private final Logs logs;
    private final ReplayStep step;
    private final Consumer<Db> emptying;
    private final Waiters waiters = new Waiters();
    private final List<Consumer<Log>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> openedListeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean closing;
    private volatile Optional<String> fault = Optional.empty();

    /** Logs that were applied to their end at least once in this making of the index. Changed under the writer's lock. */
    private final Set<Integer> whole = ConcurrentHashMap.newKeySet();

    private final AtomicLong makings = new AtomicLong();

    // Owned by the replay thread.
    private boolean trailing = true;

    /** Keys came, perhaps for entries that were applied without their objects. */
    private boolean keysCame = true;

    /** Whoever hands out keys late decides how often they come: it must not keep this node busy with nothing else. */
    private final Proportion madeAnew =
            new Proportion(MADE_ANEW_SHARE, MADE_ANEW_REST_MAX, MADE_ANEW_ALLOWANCE, System::nanoTime);

    private long appliedNanos = System.nanoTime();
    private long behindSinceNanos = System.nanoTime();

    /** @param emptying makes the index's tables anew, without rows */
    Replay(SqliteStore index, Logs logs, ReplayStep step, Consumer<Db> emptying) {
        this.emptying = emptying;
        this.index = index;
        this.logs = logs;
        this.step = step;
        this.thread = Thread.ofPlatform().name("replay").unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Completes with the entry's index when it is applied. */
    CompletableFuture<Long> applied(Log log, long entry) {
        return waiters.await(log.number(), entry);
    }

    void forget(Log log) {
        waiters.forget(log.number());
        whole.remove(log.number());
    }

    /** Which making of the index it is that has come to a log's end; empty while it passes through the past. */
    Optional<Long> making(Log log) {
        return whole.contains(log.number()) ? Optional.of(makings.get()) : Optional.empty();
    }

    void onApplied(Consumer<Log> listener) {
        listeners.add(listener);
    }

    /** On the replay thread; returns at once. */
    void onOpened(Runnable listener) {
        openedListeners.add(listener);
    }

    /** Empties the index and applies every entry anew, holding the writing connection throughout. */
    void rebuild(int entriesMax) {
        index.withWriter(db -> {
            makings.incrementAndGet();
            whole.clear();
            db.transaction(() -> {
                emptying.accept(db);
                return true;
            });
            for (HostedLog log : logs.hosted()) {
                Optional<ReplayStep.Advance> advance = step.advance(db, log, entriesMax);
                while (advance.isPresent()) {
                    // Entries that became final meanwhile are applied here too, and somebody may wait for them.
                    reached(log, advance.orElseThrow());
                    advance = step.advance(db, log, entriesMax);
                }
                whole.add(log.log().number());
                while (step.trail(db, log)) {}
            }
            return true;
        });
    }

    /** Says that there may be new final entries. */
    void wake() {
        news.release();
    }

    /** Why replay stands still, if it does. */
    public Optional<String> fault() {
        return fault;
    }

    @Override
    public void close() {
        closing = true;
        wake();
        try {
            if (!ended.await(STOP_PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warn("replay did not stop in time; the index stays at its last commit");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                sleep(turn());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            ended.countDown();
        }
    }

    /** One piece of work. Returns how long there is nothing more to do unless woken. */
    private Duration turn() {
        try {
            boolean applied = false;
            for (HostedLog log : logs.hosted()) {
                applied |= advance(log, BATCH_ENTRIES_MAX);
            }
            if (keysCame && !applied) {
                reopen();
            }
            Duration rest = applied ? Duration.ZERO : IDLE;
            if (trailing) {
                rest = applied ? Duration.ZERO : TRAIL_AFTER_IDLE;
                if (elapsed(appliedNanos, TRAIL_AFTER_IDLE) || elapsed(behindSinceNanos, TRAIL_MAX)) {
                    trail();
                    rest = Duration.ZERO;
                }
            }
            recovered();
            return rest;
        } catch (RuntimeException e) {
            // Damage of a log and bugs of a projection as well: a thread that ended would leave everybody waiting,
            // unseen.
            if (fault.isEmpty()) {
                LOG.error("replay stands still and will be tried again", e);
            }
            fault = Optional.of(Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
            return RETRY_AFTER_FAULT;
        }
    }

    private boolean advance(HostedLog log, int entriesMax) {
        Optional<ReplayStep.Advance> advance = index.withWriter(db -> {
            Optional<ReplayStep.Advance> next = step.advance(db, log, entriesMax);
            if (next.filter(some -> some.size() < log.finalSize()).isEmpty()) {
                whole.add(log.log().number());
            }
            return next;
        });
        if (advance.isEmpty()) {
            return false;
        }
        appliedNanos = System.nanoTime();
        if (!trailing) {
            trailing = true;
            behindSinceNanos = appliedNanos;
        }
        keysCame |= advance.orElseThrow().learned();
        reached(log, advance.orElseThrow());
        listeners.forEach(listener -> listener.accept(log.log()));
        return true;
    }

    private void reached(HostedLog log, ReplayStep.Advance advance) {
        waiters.reached(log.log().number(), advance.size(), advance.voided());
    }

    /**
     * Entries are applied in order, and what they do to each other depends on it; so when a key comes late, everything is
     * applied anew. It comes late seldom: to who has just joined, and to whom older epochs were granted.
     */
    private void reopen() {
        if (!madeAnew.isOver()) {
            return;
        }
        boolean late = logs.hosted().stream().anyMatch(log -> index.withWriter(db -> step.opens(db, log)));
        if (late) {
            LOG.info("a key came for payloads that were closed; the index is made anew with them");
            madeAnew.take(() -> rebuild(BATCH_ENTRIES_MAX));
            logs.all().forEach(log -> listeners.forEach(listener -> listener.accept(log)));
            openedListeners.forEach(Runnable::run);
        }
        keysCame = false;
    }

    private void trail() {
        boolean any = false;
        for (HostedLog log : logs.hosted()) {
            any |= index.withWriter(db -> step.trail(db, log));
        }
        trailing = any;
        if (!any) {
            index.checkpoint();
        }
    }

    private void recovered() {
        if (fault.isPresent()) {
            LOG.info("replay goes on");
            fault = Optional.empty();
        }
    }

    /** Rests until there is news; after a fault news does not help, so then for the whole time. */
    private void sleep(Duration rest) throws InterruptedException {
        long deadline = System.nanoTime() + rest.toNanos();
        boolean woken = rest.isZero();
        while (!woken && System.nanoTime() < deadline) {
            boolean told = news.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            news.drainPermits();
            woken = told && (fault.isEmpty() || closing);
        }
    }

    private static boolean elapsed(long sinceNanos, Duration bound) {
        return System.nanoTime() - sinceNanos > bound.toNanos();
    }
}
