package org.commonwatch.node.spine;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.Disk;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.sequence.CosigningStatus;
import org.commonwatch.ledger.sequence.Finality;
import org.commonwatch.ledger.sequence.Lane;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;
import org.commonwatch.ledger.tile.LogReader;
import org.jboss.logging.Logger;

/**
 * Own statements that were under way to another node when this one began to order the log: in the outbox, and taken before any
 * new one, since they stand before it in the lane. On a thread of its own, as the sequencer takes nothing before its cosigners
 * were heard.
 */
final class LeftBehind implements AutoCloseable {
    private static final int LOOK_MILLIS = 20;

    /** After a fault of the disk, or when the sequencer takes nothing just now. */
    private static final int AGAIN_MILLIS = 500;

    private static final Duration STOP_PATIENCE = Duration.ofSeconds(20);
    private static final Logger LOG = Logger.getLogger(LeftBehind.class);

    private final Disk disk;
    private final Path outbox;
    private final SigningKey key;
    private volatile Optional<Thread> thread = Optional.empty();
    private volatile boolean done;

    LeftBehind(Disk disk, Path outbox, SigningKey key) {
        this.disk = disk;
        this.outbox = outbox;
        this.key = key;
    }

    /** @param sequencer that orders the log at the moment */
    void begin(Supplier<Sequencer> sequencer) {
        Thread started = Thread.ofPlatform().daemon().name("left-behind").unstarted(() -> run(sequencer));
        thread = Optional.of(started);
        started.start();
    }

    /** Whether all of them are in the log, or refused for good; new statements may follow. */
    boolean done() {
        return done;
    }

    @Override
    public void close() {
        try {
            if (thread.isPresent()) {
                thread.orElseThrow().interrupt();
                thread.orElseThrow().join(STOP_PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run(Supplier<Sequencer> sequencer) {
        try {
            while (!done) {
                while (sequencer.get().cosigning().obstacle().isPresent()) {
                    Thread.sleep(LOOK_MILLIS);
                }
                done = send(sequencer.get());
                if (!done) {
                    Thread.sleep(AGAIN_MILLIS);
                }
            }
        } catch (InterruptedException stopped) {
            // They stay in the outbox, for the next opening.
            return;
        }
    }

    private boolean send(Sequencer sequencer) throws InterruptedException {
        Later log = new Later(sequencer);
        try (Lane lane = Lane.open(disk, outbox, key, log)) {
            while (lane.underWay() > 0) {
                Thread.sleep(LOOK_MILLIS);
            }
            return !log.later;
        } catch (DiskFault fault) {
            LOG.warnf("statements in %s wait: %s", outbox, fault.getMessage());
            return false;
        }
    }

    /** A sequencer whose "not now" is an unknown outcome, so that the lane keeps the statement instead of giving it up. */
    private static final class Later implements Sequencer {
        private final Sequencer log;
        private volatile boolean later;

        Later(Sequencer log) {
            this.log = log;
        }

        @Override
        public CompletableFuture<Receipt> append(Envelope envelope) {
            return log.append(envelope).exceptionally(failure -> {
                Throwable cause = failure instanceof CompletionException wrapped && wrapped.getCause() != null
                        ? wrapped.getCause()
                        : failure;
                if (cause instanceof Refused refused
                        && isForGood(refused.refusal().code())) {
                    throw new CompletionException(refused);
                }
                later = true;
                throw new CompletionException(
                        new DiskFault("taking a statement", new IOException(String.valueOf(cause.getMessage()))));
            });
        }

        private static boolean isForGood(String code) {
            return code.startsWith("lane-") || code.equals("log-origin");
        }

        @Override
        public Finality finality() {
            return log.finality();
        }

        @Override
        public CosigningStatus cosigning() {
            return log.cosigning();
        }

        @Override
        public void onGrowth(Consumer<Finality> listener) {
            log.onGrowth(listener);
        }

        @Override
        public LanePosition nextPosition(KeyId of) {
            return log.nextPosition(of);
        }

        @Override
        public Optional<Instant> logTime() {
            return log.logTime();
        }

        @Override
        public LogReader reader() {
            return log.reader();
        }

        @Override
        public void close() {
            log.close();
        }
    }
}
