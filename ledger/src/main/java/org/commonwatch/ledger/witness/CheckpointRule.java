package org.commonwatch.ledger.witness;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.note.SignedCheckpoint;

/**
 * A reason beyond the protocol for a witness to refuse. Asked before anything is persisted, outside all locks, possibly
 * from many threads; it may read what this node holds.
 */
@FunctionalInterface
public interface CheckpointRule {
    /** Empty when the checkpoint, whose log signature was checked, may be cosigned. */
    Optional<Refusal> refusal(SignedCheckpoint checkpoint);

    /** The checkpoint is on disk and about to be cosigned. What a rule remembers, it remembers of these alone. */
    default void cosigned(SignedCheckpoint checkpoint) {}
}
