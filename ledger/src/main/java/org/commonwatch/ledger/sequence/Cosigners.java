package org.commonwatch.ledger.sequence;

import java.util.concurrent.CompletableFuture;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.witness.AddCheckpoint;
import org.commonwatch.ledger.witness.Verdict;

/**
 * The way to a log's cosigners. The sequencer asks each of its policy's witnesses by itself, at most one request at a time
 * to each, and verifies what comes back.
 */
@FunctionalInterface
public interface Cosigners {
    /**
     * Sends one request and returns at once; called on the sequencer's thread. The future may complete on any thread, with
     * the answer, or exceptionally when there was none (no connection, a time-out, {@link org.commonwatch.kernel.Refused}
     * from {@link Verdict#parse}). It should complete within five seconds; a later answer still counts.
     */
    CompletableFuture<Verdict> ask(Policy.Witness witness, AddCheckpoint request);

    /** For {@code quorum none}: there is nobody to ask. */
    Cosigners NOBODY = (witness, request) ->
            CompletableFuture.failedFuture(new IllegalStateException("nobody to ask, yet asked " + witness.name()));
}
