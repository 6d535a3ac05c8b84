package org.commonwatch.ledger.sequence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;

/**
 * The log of a {@link LocalSequencer} without its thread: whoever owns it says when it takes a step, and owns time. For a
 * simulator, in which nothing may happen by itself. One thread, which also completes all futures; answers of cosigners
 * may come from others.
 */
public final class SteppedSequencer implements Sequencer {
    private final LogSettings settings;
    private final OpenLog log;
    private final List<Waiting> waiting = new ArrayList<>();
    private final List<Consumer<Finality>> listeners = new ArrayList<>();
    private Finality announced;

    private SteppedSequencer(LogSettings settings, Runnable wake) {
        this.settings = settings;
        this.log = OpenLog.open(settings, Stored.JOURNAL_BYTES_MAX, wake);
        this.announced = log.finality();
    }

    /**
     * Opens or creates the log, as {@link LocalSequencer#open} does.
     *
     * @param wake called when a cosigner answered: the next step has work
     */
    public static SteppedSequencer open(LogSettings settings, Runnable wake) {
        return new SteppedSequencer(settings, wake);
    }

    @Override
    public CompletableFuture<Receipt> append(Envelope envelope) {
        Waiting entry = new Waiting(envelope);
        Optional<Refusal> refusal = waiting.size() >= LocalSequencer.QUEUE_ENTRIES_MAX
                ? Optional.of(
                        Refusal.of("queue-full", "", "The log has more waiting than it takes; try again shortly."))
                : settings.refusal(envelope);
        refusal.ifPresentOrElse(entry::refuse, () -> waiting.add(entry));
        return entry.future;
    }

    /** Accepts what waits, publishes when it is time, takes in what cosigners said and asks them. */
    public void step() {
        List<Waiting> batch = List.copyOf(waiting);
        waiting.clear();
        if (!batch.isEmpty()) {
            log.accept(batch);
        }
        publishWhenDue();
        while (log.cosign()) {
            announce();
            publishWhenDue();
        }
        announce();
    }

    private void publishWhenDue() {
        if (log.canPublish() && log.nanosToCheckpoint() <= 0) {
            Runnable answers = log.publish();
            announce();
            answers.run();
            log.tidy();
        }
    }

    /** Until the next step has something to do though nothing arrives; {@link Long#MAX_VALUE}: never. */
    public long nanosToNext() {
        return Math.min(log.canPublish() ? log.nanosToCheckpoint() : Long.MAX_VALUE, log.nanosToCosigning());
    }

    private void announce() {
        Finality now = log.finality();
        if (!now.equals(announced)) {
            announced = now;
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    @Override
    public Finality finality() {
        return log.finality();
    }

    @Override
    public CosigningStatus cosigning() {
        return log.cosigningStatus();
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
        waiting.forEach(entry -> entry.refuse(Refusal.of("log-closed", "", "The log is being closed.")));
        waiting.clear();
        Optional<DiskFault> fault = log.close();
        log.abandon();
        if (fault.isPresent()) {
            throw fault.get();
        }
    }
}
