package org.commonwatch.ledger.witness;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.note.SignedCheckpoint;

/** Refuses a checkpoint that leaves out what this node forwarded longer ago than a bound: no sequencer may starve a member. */
public record OverdueRule(Overdue overdue, Duration bound) implements CheckpointRule {
    @Override
    public Optional<Refusal> refusal(SignedCheckpoint checkpoint) {
        List<Digest> leftOut = overdue.leftOut(checkpoint.size(), bound);
        return leftOut.isEmpty()
                ? Optional.empty()
                : Optional.of(Refusal.of(
                        "entry-overdue",
                        "",
                        "The tree leaves out " + leftOut.size() + " entries forwarded more than " + bound.toSeconds()
                                + " s ago.",
                        leftOut.getFirst().hex()));
    }
}
