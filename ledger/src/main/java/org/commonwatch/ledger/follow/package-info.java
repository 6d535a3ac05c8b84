/**
 * Followers: they fetch a log from whoever serves it, believe nothing but signatures, and keep it in the same folder layout
 * as its sequencer, so that each can serve others. A source that lies is put aside with the evidence; two checkpoints that
 * contradict each other become a {@link org.commonwatch.ledger.proof.Fork}, a file of its own that convinces anyone.
 */
@NullMarked
package org.commonwatch.ledger.follow;

import org.jspecify.annotations.NullMarked;
