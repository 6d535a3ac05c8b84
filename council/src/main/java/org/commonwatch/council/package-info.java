/**
 * A log ordered by several nodes: the {@link org.commonwatch.ledger.sequence.Sequencer} of a community with a council, over
 * Raft (Apache Ratis).
 *
 * <p>Raft agrees on the order of batches and on nothing else. What a batch makes of the log, each node decides by itself and
 * alike ({@link org.commonwatch.ledger.sequence.Replica}); the leader alone signs checkpoints, with its own key. Crash-tolerant,
 * not BFT: a hostile member can delay, censor and stop, but a second history it signs names it.
 */
@NullMarked
package org.commonwatch.council;

import org.jspecify.annotations.NullMarked;
