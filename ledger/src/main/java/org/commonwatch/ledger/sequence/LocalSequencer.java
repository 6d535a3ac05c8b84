package org.commonwatch.ledger.sequence;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;

/**
 * The sequencer of a log hosted by one process. Under {@code quorum none} published is final; otherwise final is what the
 * policy's cosigners have signed, whom it asks while appends go on.
 *
 * <p>Group commit: callers put envelopes into a bounded queue; one thread takes all that wait, makes them durable with one
 * write and one fdatasync to the journal (accepted), and at most every {@link LogSettings#checkpointSpacing} writes tiles
 * and a signed checkpoint (published) and answers. A single append on an idle log costs two syncs; a busy log shares them
 * among thousands. Signatures and shape are checked on the callers' threads, lanes on the one thread.
 *
 * <p>Crash order: journal durable, then checkpoint signed, then acknowledged. Tiles follow from the journal, so they need
 * no sync until the journal that holds them is given up. A checkpoint never covers an entry that a crash could take away.
 */
public final class LocalSequencer implements Sequencer {
    /** Envelopes waiting for the thread: 80 ms of work at full rate. */
    public static final int QUEUE_ENTRIES_MAX = 8_192;

    /** Their bytes. */
    public static final long QUEUE_BYTES_MAX = 64L * 1024 * 1024;

    /** Entries of one journal write. */
    static final int BATCH_ENTRIES_MAX = 4_096;

    /** Bytes of one journal write, give or take one entry. */
    static final int BATCH_BYTES_MAX = 4 * 1024 * 1024;

    /** How long the idle thread sleeps at a time; work and closing wake it. */
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final OpenLog log;
    private final LogSettings settings;
    /** An empty element only wakes the thread. */
    private final ArrayBlockingQueue<Optional<Waiting>> queue = new ArrayBlockingQueue<>(QUEUE_ENTRIES_MAX);

    private final AtomicLong queuedBytes = new AtomicLong();
    private final List<Consumer<Finality>> listeners = new CopyOnWriteArrayList<>();
    private final Thread thread;
    private volatile boolean closing;
    private volatile boolean ended;
    private volatile Optional<DiskFault> closeFault = Optional.empty();
    private volatile Finality finality;
    private volatile CosigningStatus cosigningStatus;

    private LocalSequencer(LogSettings settings, long journalBytesMax) {
        this.log = OpenLog.open(settings, journalBytesMax, this::wake);
        this.settings = settings;
        this.finality = log.finality();
        this.cosigningStatus = log.cosigningStatus();
        this.thread = settings.threads().newThread(this::run);
    }

    /**
     * Opens or creates the log: recovers what was acknowledged, cuts torn tails, publishes a checkpoint over all of it and
     * starts the thread.
     *
     * @throws DiskFault when the disk fails
     * @throws org.commonwatch.ledger.tile.LogDamaged when acknowledged entries are missing or a file is not what was signed
     */
    public static LocalSequencer open(LogSettings settings) {
        return open(settings, Stored.JOURNAL_BYTES_MAX);
    }

    /** With a journal bound of one's own, for tests that must see several journals. */
    static LocalSequencer open(LogSettings settings, long journalBytesMax) {
        LocalSequencer sequencer = new LocalSequencer(settings, journalBytesMax);
        sequencer.thread.start();
        return sequencer;
    }

    @Override
    public CompletableFuture<Receipt> append(Envelope envelope) {
        Optional<Refusal> refusal = refusalBeforeQueue(envelope);
        Waiting waiting = new Waiting(envelope);
        if (refusal.isPresent()) {
            waiting.refuse(refusal.get());
            return waiting.future;
        }
        if (queuedBytes.addAndGet(waiting.leaf.length) > QUEUE_BYTES_MAX || !queue.offer(Optional.of(waiting))) {
            queuedBytes.addAndGet(-waiting.leaf.length);
            waiting.refuse(Refusal.of("queue-full", "", "The log has more waiting than it takes; try again shortly."));
        } else if (ended && queue.remove(Optional.of(waiting))) {
            waiting.refuse(closed());
        }
        return waiting.future;
    }

    private Optional<Refusal> refusalBeforeQueue(Envelope envelope) {
        if (closing) {
            return Optional.of(closed());
        }
        return settings.refusal(envelope);
    }

    @Override
    public Finality finality() {
        return finality;
    }

    @Override
    public CosigningStatus cosigning() {
        return cosigningStatus;
    }

    @Override
    public void onGrowth(Consumer<Finality> listener) {
        listeners.add(listener);
    }

    @Override
    public LanePosition nextPosition(KeyId key) {
        return log.heads().next(key);
    }

    @Override
    public Optional<Instant> logTime() {
        return log.heads().logTime();
    }

    @Override
    public LogReader reader() {
        return log.reader();
    }

    @Override
    public void close() {
        closing = true;
        wake();
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (closeFault.isPresent()) {
            throw closeFault.get();
        }
    }

    @SuppressWarnings("ReturnValueIgnored") // a full queue means that the thread is awake anyway
    private void wake() {
        queue.offer(Optional.empty());
    }

    private void run() {
        try {
            while (!closing) {
                List<Waiting> batch = takeBatch();
                if (!batch.isEmpty()) {
                    accept(batch);
                }
                publishWhenDue();
                while (log.cosign()) {
                    announce();
                    publishWhenDue();
                }
                announce();
            }
            publish();
            closeFault = log.close();
        } finally {
            ended = true;
            for (Optional<Waiting> left = queue.poll(); left != null; left = queue.poll()) {
                left.ifPresent(waiting -> waiting.refuse(closed()));
            }
            log.abandon();
        }
    }

    /** Nobody waits for ever: what ends the thread is told to those whose entries it had in hand. */
    private void accept(List<Waiting> batch) {
        try {
            log.accept(batch);
        } catch (RuntimeException bug) {
            DiskFault unknown = new DiskFault("appending, outcome unknown", new IOException(bug));
            batch.forEach(waiting -> waiting.future.completeExceptionally(unknown));
            throw bug;
        }
    }

    private void publishWhenDue() {
        if (log.canPublish() && log.nanosToCheckpoint() <= 0) {
            publish();
        }
    }

    /** What waits now, up to the bounds; waits itself only while there is nothing else to do. */
    private List<Waiting> takeBatch() {
        List<Waiting> batch = new ArrayList<>();
        long bytes = 0;
        Optional<Waiting> next = takeFirst();
        while (next.isPresent()) {
            Waiting waiting = next.get();
            batch.add(waiting);
            bytes += waiting.leaf.length;
            boolean more = batch.size() < BATCH_ENTRIES_MAX && bytes < BATCH_BYTES_MAX;
            next = more ? takeWithoutWaiting() : Optional.empty();
        }
        queuedBytes.addAndGet(-bytes);
        return batch;
    }

    private Optional<Waiting> takeFirst() {
        long patience = Math.min(log.canPublish() ? log.nanosToCheckpoint() : IDLE_NANOS, log.nanosToCosigning());
        if (patience <= 0) {
            return takeWithoutWaiting();
        }
        try {
            return Optional.ofNullable(queue.poll(patience, TimeUnit.NANOSECONDS))
                    .flatMap(Function.identity());
        } catch (InterruptedException e) {
            closing = true;
            return Optional.empty();
        }
    }

    private Optional<Waiting> takeWithoutWaiting() {
        return Optional.ofNullable(queue.poll()).flatMap(Function.identity());
    }

    /** The new size is announced before the answers, so who has an answer finds the entry. */
    private void publish() {
        if (log.canPublish()) {
            Runnable answers = log.publish();
            announce();
            answers.run();
            log.tidy();
        }
    }

    private void announce() {
        Finality now = log.finality();
        cosigningStatus = log.cosigningStatus();
        if (!now.equals(finality)) {
            finality = now;
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    private static Refusal closed() {
        return Refusal.of("log-closed", "", "The log is being closed.");
    }
}
