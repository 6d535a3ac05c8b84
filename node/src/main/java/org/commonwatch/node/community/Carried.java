package org.commonwatch.node.community;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.commonwatch.ledger.sequence.Receipt;
import org.commonwatch.ledger.statement.Envelope;

/** A statement whose payload is being brought to other nodes of the council. Fields that change belong to {@link Spreading}. */
final class Carried {
    final Envelope envelope;
    final CompletableFuture<Receipt> answer = new CompletableFuture<>();
    final long sinceNanos = System.nanoTime();

    /** Other nodes that must have it. */
    final int enough;

    private final Set<String> holders = new HashSet<>();

    /** What the council made of it, once it was asked. */
    Optional<CompletableFuture<Receipt>> asked = Optional.empty();

    /** Nobody waits for it any more: asked for, or given up. */
    volatile boolean settled;

    Carried(Envelope envelope, int enough) {
        this.envelope = envelope;
        this.enough = enough;
    }

    void heldBy(String member) {
        holders.add(member);
    }

    boolean ready() {
        return holders.size() >= enough;
    }
}
