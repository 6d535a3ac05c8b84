package org.commonwatch.ledger.witness;

import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.note.SignedCheckpoint;

/** Who keeps the entries of a log for a mirror: a follower, or the log itself. */
@FunctionalInterface
public interface Holding {
    /**
     * Makes every entry of the checkpoint's tree durable here, fetching what is missing. May take as long as that takes.
     *
     * @return empty when all are durable and lead to the checkpoint's root
     */
    Optional<Refusal> hold(SignedCheckpoint checkpoint);

    /**
     * Told of a checkpoint that its log signed and that was not shown to continue what was cosigned: a mistake of whoever
     * sent it, or a second history. Who can tell keeps the proof.
     */
    default void suspect(SignedCheckpoint checkpoint) {}
}
