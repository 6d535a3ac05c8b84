package org.commonwatch.node.sources;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.commonwatch.node.spine.StoreFault;
import org.commonwatch.node.spine.TooBusy;
import org.jboss.logging.Logger;

/** The thread that follows the files of one source. */
final class FileInflow implements Inflow {
    /** How often files are looked at: a line waits for half of this on average. */
    private static final int POLL_MILLIS = 100;

    private static final int REST_AFTER_FAULT_MILLIS = 5_000;
    /** A first look is a walk through folders: longer than this nobody waits for it. */
    private static final Duration FIRST_LOOK_MAX = Duration.ofSeconds(3);

    private static final Duration CLOSE_MAX = Duration.ofSeconds(5);
    private static final Logger LOG = Logger.getLogger(FileInflow.class);

    private final String name;
    private final Supplier<FileTail> tails;
    private final Tally tally;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch looked = new CountDownLatch(1);

    /** @param tails opens a tail where the last one stopped; after a fault nothing in memory is trusted */
    FileInflow(String name, Supplier<FileTail> tails, Tally tally) {
        this.name = name;
        this.tails = tails;
        this.tally = tally;
        this.thread = Thread.ofPlatform().name("source " + name).unstarted(this::run);
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void awaitFirstLook() {
        try {
            if (!looked.await(FIRST_LOOK_MAX.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.infof("source %s is still looking which files there are", name);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(CLOSE_MAX);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean open = true;
        while (open) {
            try (FileTail tail = tails.get()) {
                follow(tail);
                open = false;
            } catch (SourceGone gone) {
                open = false;
            } catch (StoreFault | TooBusy fault) {
                LOG.errorf("source %s waits for local.db: %s", name, fault.getMessage());
                tally.failed("local.db: " + fault.getMessage());
                open = !closes(REST_AFTER_FAULT_MILLIS);
            } catch (RuntimeException fault) {
                // The one place where a fault of one source is kept from the others: it is shown, and tried again.
                LOG.errorf(fault, "source %s: a fault of this node", name);
                tally.failed("a fault of this node: " + fault);
                open = !closes(REST_AFTER_FAULT_MILLIS);
            }
        }
    }

    private void follow(FileTail tail) {
        boolean more = tail.step();
        looked.countDown();
        while (!closes(more ? 0 : POLL_MILLIS)) {
            more = tail.step();
        }
    }

    /** Waits; whether it is time to stop. Not by interruption: that would close the files under the reader's hands. */
    private boolean closes(int millis) {
        try {
            return closing.await(millis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }
}
