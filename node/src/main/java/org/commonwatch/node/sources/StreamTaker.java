package org.commonwatch.node.sources;

import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.node.sources.MessageQueue.Message;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.SqliteStore;
import org.commonwatch.node.spine.StoreFault;
import org.commonwatch.node.spine.TooBusy;
import org.jboss.logging.Logger;

/** The thread that takes the messages of one stream in: whatever waits becomes one block and one commit. */
final class StreamTaker implements AutoCloseable {
    private static final int BATCH_BYTES_MAX = 1024 * 1024;
    private static final int WAIT_MILLIS = 200;
    private static final int REST_AFTER_FAULT_MILLIS = 1_000;

    /** Times a block is tried that meets a fault of this node; then it is counted and left out. */
    private static final int TRIES_MAX = 3;

    /** After closing, messages that wait are still taken in for this long. */
    private static final Duration CLOSE_MAX = Duration.ofSeconds(3);

    private static final Logger LOG = Logger.getLogger(StreamTaker.class);

    private final Source source;
    private final MessageQueue queue;
    private final Uptake uptake;
    private final SqliteStore local;
    private final Deliveries deliveries;
    private final Tally tally;
    private final Thread thread;
    private volatile long closeAtNanos = Long.MAX_VALUE;

    StreamTaker(
            Source source, MessageQueue queue, Uptake uptake, SqliteStore local, Deliveries deliveries, Tally tally) {
        this.source = source;
        this.queue = queue;
        this.uptake = uptake;
        this.local = local;
        this.deliveries = deliveries;
        this.tally = tally;
        this.thread = Thread.ofPlatform().name("source " + source.name()).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    @Override
    public void close() {
        closeAtNanos = System.nanoTime() + CLOSE_MAX.toNanos();
        queue.close();
        try {
            thread.join(CLOSE_MAX.plusSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            while (!queue.ended()) {
                List<Message> batch = queue.drain(BATCH_BYTES_MAX, WAIT_MILLIS);
                tally.lag(queue.bytes());
                take(batch);
            }
            countDropped();
        } catch (InterruptedException | SourceGone over) {
            queue.close();
        } catch (StoreFault | TooBusy fault) {
            LOG.errorf("source %s: what was dropped could not be counted: %s", source.name(), fault.getMessage());
        }
    }

    private void take(List<Message> batch) throws InterruptedException {
        if (batch.isEmpty()) {
            countDropped();
            return;
        }
        byte[] lines = lines(batch);
        for (int tries = 1; !taken(batch, lines, tries >= TRIES_MAX); tries++) {
            if (System.nanoTime() - closeAtNanos > 0) {
                // What was never acknowledged is sent again.
                dropped(Dropped.STOPPED, batch.size() - delivered(batch).size());
                return;
            }
            Thread.sleep(REST_AFTER_FAULT_MILLIS);
        }
    }

    /** Whether the batch is done with: taken in, or given up. A store that cannot be written is waited for. */
    private boolean taken(List<Message> batch, byte[] lines, boolean last) {
        Map<Dropped, Long> dropped = tally.takeDropped();
        List<Delivery> delivered = delivered(batch);
        Optional<Uptake.Taken> done = Optional.empty();
        try {
            done = Optional.of(uptake.takeStream(source, lines, (db, taken) -> {
                count(db, dropped);
                deliveries.keep(db, delivered);
            }));
        } catch (StoreFault | TooBusy fault) {
            tally.failed("local.db: " + fault.getMessage());
        } catch (SourceGone gone) {
            throw gone;
        } catch (RuntimeException fault) {
            // The one place where a fault of one source is kept from the others: it is shown, and tried again.
            LOG.errorf(fault, "source %s: a fault of this node", source.name());
            tally.failed("a fault of this node: " + fault);
            if (last) {
                tally.dropped(Dropped.FAULT, batch.size());
                deliveries.done(delivered);
            }
            dropped.forEach(tally::dropped);
            return last;
        }
        if (done.isEmpty()) {
            dropped.forEach(tally::dropped);
            return false;
        }
        tally.took(done.orElseThrow().lines());
        deliveries.done(delivered);
        return true;
    }

    private static List<Delivery> delivered(List<Message> batch) {
        return batch.stream().flatMap(message -> message.delivery().stream()).toList();
    }

    private void dropped(Dropped reason, int count) {
        if (count > 0) {
            tally.dropped(reason, count);
        }
    }

    private void countDropped() {
        Map<Dropped, Long> dropped = tally.takeDropped();
        if (!dropped.isEmpty()) {
            local.write(db -> {
                count(db, dropped);
                return dropped;
            });
        }
    }

    private void count(Db db, Map<Dropped, Long> dropped) {
        dropped.forEach((reason, count) -> Counters.dropped(db, source.number(), reason, count));
    }

    /** A message a line: line ends within one become blanks. */
    static byte[] lines(List<Message> batch) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (Message message : batch) {
            byte[] bytes = message.bytes();
            int end = bytes.length;
            while (end > 0 && (bytes[end - 1] == '\n' || bytes[end - 1] == '\r' || bytes[end - 1] == 0)) {
                end--;
            }
            for (int i = 0; i < end; i++) {
                lines.write(bytes[i] == '\n' || bytes[i] == '\r' ? ' ' : bytes[i]);
            }
            lines.write('\n');
        }
        return lines.toByteArray();
    }
}
