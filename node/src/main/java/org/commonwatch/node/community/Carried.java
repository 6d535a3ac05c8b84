package org.commonwatch.node.community;

import java.util.HashSet;
import java.util.List;
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

    /** Other nodes that must have it: with this one they are most of the council. */
    private int enough;

    /** Other nodes of the council, as it was when that was last asked. */
    private Set<String> others = Set.of();

    /** Those it is brought to, in the council now or not. */
    private final Set<String> on = new HashSet<>();

    private final Set<String> holders = new HashSet<>();

    /** What the council made of it, once it was asked. */
    Optional<CompletableFuture<Receipt>> asked = Optional.empty();

    /** Nobody waits for it any more: asked for, or given up. */
    volatile boolean settled;

    Carried(Envelope envelope) {
        this.envelope = envelope;
    }

    /**
     * Most of these must have it.
     *
     * @return those of them to whom it is not under way yet
     */
    List<String> among(List<String> members) {
        others = Set.copyOf(members);
        enough = (members.size() + 1) / 2;
        return members.stream().filter(on::add).toList();
    }

    void heldBy(String member) {
        holders.add(member);
    }

    boolean ready() {
        return holders.stream().filter(others::contains).count() >= enough;
    }
}
