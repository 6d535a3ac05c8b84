package org.commonwatch.node.spine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;

/**
 * A thread that works when it is told that there may be something to do, and now and then without being told. Whatever goes
 * wrong is logged once, shown, and tried again: a thread that ended would be missed by nobody.
 */
public final class Caretaker implements AutoCloseable {
    /** After a fault it rests for so long, news or not. */
    private static final Duration RETRY_AFTER_FAULT = Duration.ofSeconds(2);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(20);
    private static final Logger LOG = Logger.getLogger(Caretaker.class);

    private final String does;
    private final Duration gather;
    private final Work work;
    private final Semaphore news = new Semaphore(0);
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread thread;
    private volatile boolean closing;
    private volatile Optional<String> fault = Optional.empty();

    /** What it does, on its thread. */
    @FunctionalInterface
    public interface Work {
        /** Does all that there is to do now. Returns how long there is nothing more unless it is told. */
        Duration turn() throws InterruptedException;

        /** After the last turn. */
        default void end() {}
    }

    /**
     * @param thread its name
     * @param does what stands still after a fault, for the log
     * @param gather how long it waits for more after it was told, so that what comes together is looked at once
     */
    public Caretaker(String thread, String does, Duration gather, Work work) {
        this.does = does;
        this.gather = gather;
        this.work = work;
        this.thread = Thread.ofPlatform().daemon().name(thread).unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Says that there may be something to do. */
    public void tell() {
        news.release();
    }

    /** Why it stands still; empty while it does not. */
    public Optional<String> fault() {
        return fault;
    }

    public boolean isClosing() {
        return closing;
    }

    /** Ends what it waits for in the middle of a turn, and does not wait for it. */
    public void interrupt() {
        closing = true;
        thread.interrupt();
    }

    /** Lets it finish its turn, for some seconds. */
    @Override
    public void close() {
        closing = true;
        tell();
        try {
            if (thread.isAlive() && !ended.await(CLOSE_MAX.toSeconds(), TimeUnit.SECONDS)) {
                LOG.warnf("%s was not done in time; the rest is done at the next start", does);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!closing) {
                rest(turn());
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            try {
                work.end();
            } finally {
                ended.countDown();
            }
        }
    }

    private Duration turn() throws InterruptedException {
        try {
            Duration rest = work.turn();
            if (fault.isPresent()) {
                LOG.infof("%s goes on", does);
                fault = Optional.empty();
            }
            return rest;
        } catch (RuntimeException e) {
            if (fault.isEmpty()) {
                LOG.error(does + " stands still and will be tried again", e);
            }
            fault = Optional.of(Optional.ofNullable(e.getMessage()).orElseGet(e::toString));
            return RETRY_AFTER_FAULT;
        }
    }

    /** What it is told from here on is told for the next turn, so nothing is lost. */
    private void rest(Duration rest) throws InterruptedException {
        long deadline = System.nanoTime() + rest.toNanos();
        boolean told = false;
        while (!closing && !told && System.nanoTime() < deadline) {
            told = news.tryAcquire(deadline - System.nanoTime(), TimeUnit.NANOSECONDS) && fault.isEmpty();
        }
        if (told && !closing) {
            Thread.sleep(gather);
        }
        news.drainPermits();
    }
}
