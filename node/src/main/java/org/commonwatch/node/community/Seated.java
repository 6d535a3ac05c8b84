package org.commonwatch.node.community;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.commonwatch.council.CouncilSequencer;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.sequence.CosigningStatus;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;
import org.commonwatch.node.spine.CouncilLogs;

/**
 * A log that this node orders as one of its council, with payloads: the council agrees on statements alone. What this node's
 * members append goes out through {@link Spreading}; what other nodes took is final here once its payload is here too, which
 * the thread fetches where it was not brought.
 */
final class Seated implements Sequencer {
    /** Between two looks while nothing grows. */
    private static final long LOOK_MILLIS = 500;

    /** After a payload could not be had. */
    private static final long AGAIN_MILLIS = 200;

    /** Entries taken to replay at a time, so that a long catch-up is seen as it goes. */
    private static final int STEP_ENTRIES_MAX = 4_096;

    private final CouncilLogs.Part part;
    private final CouncilSequencer council;
    private final Sources sources;
    private final PayloadCatchUp payloads;
    private final Spreading spreading;
    private final List<Consumer<Finality>> listeners = new CopyOnWriteArrayList<>();
    private final Semaphore grown = new Semaphore(0);
    private final Thread thread;
    private volatile long complete;
    private volatile Optional<String> trouble = Optional.empty();
    private volatile boolean closing;

    /** Owned by the thread. */
    private Finality told = new Finality(0, 0, 0);

    Seated(
            CouncilLogs.Part part,
            CouncilSequencer council,
            Sources sources,
            PayloadCatchUp payloads,
            Spreading spreading) {
        this.part = part;
        this.council = council;
        this.sources = sources;
        this.payloads = payloads;
        this.spreading = spreading;
        this.complete =
                payloads.heldUpTo(council.reader(), 0, council.finality().finalSize());
        this.thread = Thread.ofPlatform()
                .daemon()
                .name("payloads-" + part.log().name())
                .unstarted(this::run);
        council.onGrowth(finality -> grown.release());
    }

    void begin() {
        thread.start();
    }

    CouncilLogs.Part part() {
        return part;
    }

    CouncilSequencer council() {
        return council;
    }

    /** What keeps entries from being shown here, or appends from being taken; empty when nothing does. */
    Optional<String> trouble() {
        return trouble.or(spreading::trouble).or(council::trouble);
    }

    private void run() {
        while (!closing) {
            try {
                boolean good = fetch();
                tell();
                spreading.expire(System.nanoTime());
                if (grown.tryAcquire(good ? LOOK_MILLIS : AGAIN_MILLIS, TimeUnit.MILLISECONDS)) {
                    grown.drainPermits();
                }
            } catch (InterruptedException stopped) {
                return;
            } catch (DiskFault fault) {
                trouble = Optional.of(String.valueOf(fault.getMessage()));
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether all payloads of final entries are here, or nowhere to be had. */
    private boolean fetch() {
        long held = council.finality().finalSize();
        while (complete < held && !closing) {
            long to = Math.min(held, complete + STEP_ENTRIES_MAX);
            // Nobody else there is: what is not here is gone.
            long upTo = sources.all().isEmpty() ? to : payloads.fetch(council.reader(), complete, to, held);
            complete = Math.max(complete, upTo);
            tell();
            if (upTo < to) {
                trouble = Optional.of("a payload of entry " + upTo + " could not be had yet");
                return false;
            }
        }
        trouble = Optional.empty();
        return true;
    }

    private void tell() {
        Finality now = finality();
        if (!now.equals(told)) {
            told = now;
            listeners.forEach(listener -> listener.accept(now));
        }
    }

    @Override
    public CompletableFuture<Receipt> append(Envelope envelope) {
        return spreading.append(envelope);
    }

    @Override
    public Finality finality() {
        Finality agreed = council.finality();
        return new Finality(agreed.acceptedSize(), agreed.publishedSize(), Math.min(complete, agreed.finalSize()));
    }

    @Override
    public CosigningStatus cosigning() {
        return council.cosigning();
    }

    @Override
    public void onGrowth(Consumer<Finality> listener) {
        listeners.add(listener);
    }

    @Override
    public LanePosition nextPosition(KeyId key) {
        return council.nextPosition(key);
    }

    @Override
    public Optional<Instant> logTime() {
        return council.logTime();
    }

    @Override
    public LogReader reader() {
        return council.reader();
    }

    @Override
    public LogReader everything() {
        return council.everything();
    }

    @Override
    public void close() {
        closing = true;
        thread.interrupt();
        spreading.close();
        council.close();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(20));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
