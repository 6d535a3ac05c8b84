package org.commonwatch.council;

import java.util.concurrent.CompletableFuture;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.merkle.Rfc6962;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Envelope;

/** An append under way: from the caller's queueing to the answer. */
final class Asked {
    final Envelope envelope;
    final int bytes;
    final long sinceNanos = System.nanoTime();
    final CompletableFuture<Receipt> future = new CompletableFuture<>();

    Asked(Envelope envelope) {
        this.envelope = envelope;
        this.bytes = envelope.leaf().length;
    }

    void refuse(Refusal refusal) {
        future.completeExceptionally(refusal.toException());
    }

    void answer(long index, long publishedSize) {
        future.complete(new Receipt(index, envelope.id(), Rfc6962.leafHash(envelope.leaf()), publishedSize));
    }
}
