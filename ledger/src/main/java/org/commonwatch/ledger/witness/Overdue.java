package org.commonwatch.ledger.witness;

import java.time.Duration;
import java.util.List;
import org.commonwatch.kernel.Digest;

/**
 * What this node forwarded to the log's sequencer and has not yet seen in it. The caller counts only entries that are
 * admissible in the cosigner's final state.
 */
@FunctionalInterface
public interface Overdue {
    /** How long a sequencer may take by default, from forwarding to a checkpoint that has the entry. */
    Duration BOUND_DEFAULT = Duration.ofMinutes(1);

    /**
     * @param size of the checkpoint in question, all of whose entries this node holds
     * @param bound entries forwarded longer ago than this count
     * @return statement ids that a tree of this size leaves out though it should have them
     */
    List<Digest> leftOut(long size, Duration bound);
}
