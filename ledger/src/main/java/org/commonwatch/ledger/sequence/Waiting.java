package org.commonwatch.ledger.sequence;

import java.util.concurrent.CompletableFuture;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.statement.Envelope;

/** An append under way: from the caller's queueing to the answer. */
final class Waiting {
    final Envelope envelope;
    final byte[] leaf;
    final CompletableFuture<Receipt> future = new CompletableFuture<>();

    Waiting(Envelope envelope) {
        this.envelope = envelope;
        this.leaf = envelope.leaf();
    }

    void refuse(Refusal refusal) {
        future.completeExceptionally(refusal.toException());
    }
}
