package org.commonwatch.node.spine;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.statement.PayloadCommitment;

/**
 * Statements of other members on their way into a log, each with its payload, which becomes durable first. A payload is given as
 * {@link PayloadStore} keeps it, and is empty when the statement has none.
 */
final class Incoming {
    private final PayloadStore payloads;
    private final PayloadWrites writes;
    private final Arrivals arrivals;

    Incoming(PayloadStore payloads, PayloadWrites writes) {
        this.payloads = payloads;
        this.writes = writes;
        this.arrivals = new Arrivals(payloads);
    }

    /**
     * @param into whoever orders the log when the payload is durable
     * @throws Refused when the payload is not what the statement commits to, or could not be written
     */
    CompletableFuture<Receipt> accept(Supplier<Sequencer> into, Envelope envelope, Optional<byte[]> file)
            throws Refused {
        checkWhole(envelope, file);
        if (file.isEmpty()) {
            return into.get().append(envelope);
        }
        arrivals.begin(envelope.id());
        try {
            if (payloads.state(envelope.id()) == PayloadStore.State.ABSENT) {
                arrivals.writes(envelope.id());
                write(envelope, file.orElseThrow());
            }
        } catch (Refused | RuntimeException unwritten) {
            arrivals.end(envelope.id(), false);
            throw unwritten;
        }
        return into.get()
                .append(envelope)
                .whenCompleteAsync(
                        (entry, fault) -> arrivals.end(envelope.id(), fault == null || !Arrivals.isRefusal(fault)));
    }

    /** Makes the payload of a statement durable that may get its place in the log through another node. */
    void keep(Envelope envelope, Optional<byte[]> file) throws Refused {
        checkWhole(envelope, file);
        if (file.isPresent() && payloads.state(envelope.id()) == PayloadStore.State.ABSENT) {
            write(envelope, file.orElseThrow());
        }
    }

    private static void checkWhole(Envelope envelope, Optional<byte[]> file) throws Refused {
        if (envelope.statement().draft().payload().isPresent() != file.isPresent()) {
            throw Refusal.of("payload-missing", "", "A statement comes with the payload that it commits to.")
                    .toException();
        }
        if (file.filter(PayloadStore::isPartlyErased).isPresent()) {
            throw Refusal.of("payload-erased", "", "A statement that is new comes with all that it commits to.")
                    .toException();
        }
    }

    private void write(Envelope envelope, byte[] file) throws Refused {
        PayloadCommitment commitment = envelope.statement().draft().payload().orElseThrow();
        writes.run(() -> payloads.accept(envelope.id(), file, commitment));
    }
}
