package org.commonwatch.node.spine;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Draft;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.LanePosition;

/**
 * This organisation's statements on their way into a log that this node orders. They are numbered and signed one after the other,
 * which takes a moment, and come into the log in that order; in between each one's payload becomes durable, which takes some
 * syncs of the disk, and for those several wait at the same time.
 *
 * <p>A number that does not come into the log makes everything after it void. Then those after it are refused, and the next one is
 * numbered when all of them are answered.
 */
final class OwnStatements {
    /** How long the next number waits for the answers to statements before it. */
    private static final Duration ANSWERS_PATIENCE = Duration.ofSeconds(5);

    /** Where the next statement stands; empty: ask the sequencer. Guarded by {@code this}. */
    private Optional<LanePosition> next = Optional.empty();

    /** Signed and not in the sequencer's hands yet. Guarded by {@code this}. */
    private int onTheWay;

    /** Completes when the last one signed is in the sequencer's hands. Guarded by {@code this}. */
    private CompletableFuture<Void> handedOver = CompletableFuture.completedFuture(null);

    /** The last answer that is waited for. Guarded by {@code this}. */
    private CompletableFuture<Receipt> answer = new CompletableFuture<>();

    /** Set by the sequencer's thread, which must never wait for whoever waits for its end. */
    private final AtomicBoolean broken = new AtomicBoolean();

    /** Makes a statement's payload durable. */
    @FunctionalInterface
    interface Writing {
        void write(Digest statement) throws Refused;
    }

    /** A statement that has its number, and must be handed over. */
    record Signed(Envelope envelope, CompletableFuture<Void> before, CompletableFuture<Void> done) {}

    /** Numbers and signs the next statement. */
    synchronized Signed sign(Draft draft, SigningKey key, Sequencer sequencer) throws Refused {
        if (broken.get()) {
            settle();
            next = Optional.empty();
            broken.set(false);
        }
        LanePosition position = next.orElseGet(() -> sequencer.nextPosition(key.id()));
        Envelope envelope = Envelope.sign(draft, position, key);
        next = Optional.of(position.next(envelope.id()));
        Signed signed = new Signed(envelope, handedOver, new CompletableFuture<>());
        handedOver = signed.done();
        onTheWay++;
        return signed;
    }

    /**
     * Gives a signed statement to the log once its payload is durable and those before it are there.
     *
     * @param failed told on the sequencer's thread of a statement that is not in the log, or nobody knows
     * @throws Refused when the payload could not be written: then it is not in the log
     */
    CompletableFuture<Receipt> handOver(
            Signed signed, Sequencer sequencer, Writing payload, BiConsumer<Digest, Throwable> failed) throws Refused {
        Digest id = signed.envelope().id();
        boolean given = false;
        try {
            payload.write(id);
            signed.before().join();
            CompletableFuture<Receipt> receipt = sequencer.append(signed.envelope());
            given = true;
            keep(receipt);
            return receipt.whenComplete((entry, fault) -> {
                if (fault != null) {
                    broken.set(true);
                    failed.accept(id, fault);
                }
            });
        } finally {
            if (!given) {
                broken.set(true);
            }
            signed.done().complete(null);
            arrived();
        }
    }

    private synchronized void keep(CompletableFuture<Receipt> receipt) {
        answer = receipt;
    }

    private synchronized void arrived() {
        onTheWay--;
        notifyAll();
    }

    /** Returns when nothing is on the way. Nobody signs meanwhile. */
    synchronized void drain() {
        boolean interrupted = false;
        while (onTheWay > 0) {
            try {
                wait();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /** The log is another's to order from here on, or the key another: its numbers are asked for anew. */
    synchronized void forget() {
        drain();
        next = Optional.empty();
    }

    /** Until it is answered, the sequencer does not count what it has in its hands. */
    private void settle() {
        drain();
        try {
            answer.get(ANSWERS_PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException | TimeoutException refusedOrUnknown) {
            return;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
