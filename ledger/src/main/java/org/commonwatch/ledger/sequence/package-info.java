/**
 * Order: who may append, in which order entries stand, when they count. {@link org.commonwatch.ledger.sequence.Sequencer}
 * is the interface, {@link org.commonwatch.ledger.sequence.LocalSequencer} the one for a community hosted by one node, and
 * {@link org.commonwatch.ledger.sequence.Lane} the author's side with its outbox.
 */
@NullMarked
package org.commonwatch.ledger.sequence;

import org.jspecify.annotations.NullMarked;
