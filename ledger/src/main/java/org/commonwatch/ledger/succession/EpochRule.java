package org.commonwatch.ledger.succession;

import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.SignedCheckpoint;
import org.commonwatch.ledger.witness.CheckpointRule;

/**
 * A mirror's rule in an epoch: its trees continue a place where a verified record lets it start. Several records of one epoch
 * may name several places, each of which continues what was final before; which of them counts is for the log to say, and
 * the mirror then holds it to one history. Every quorum of the epoch goes by this rule.
 *
 * @param starts of every record that this node verified for the epoch
 * @param rootAt root of the tree of so many entries, as this node holds them
 */
public record EpochRule(Supplier<List<Checkpoint>> starts, LongFunction<Digest> rootAt) implements CheckpointRule {
    @Override
    public Optional<Refusal> refusal(SignedCheckpoint checkpoint) {
        boolean continues = starts.get().stream()
                .anyMatch(start -> checkpoint.size() >= start.size()
                        && rootAt.apply(start.size()).equals(start.root()));
        return continues
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        "epoch-start",
                        "",
                        "The tree does not continue a place where the epoch may start.",
                        Long.toString(checkpoint.size())));
    }
}
