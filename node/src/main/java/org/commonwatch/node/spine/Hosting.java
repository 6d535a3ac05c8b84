package org.commonwatch.node.spine;

import java.util.Optional;
import org.commonwatch.ledger.sequence.Lane;
import org.commonwatch.ledger.sequence.Sequencer;

/**
 * How a log is kept for a time: the sequencer, and the outbox of own statements where another node may be the one that
 * answers, since that may take long and the node may end before.
 */
record Hosting(Ordering ordering, Sequencer sequencer, Optional<Lane> outbox) {
    static Hosting alone(Sequencer sequencer) {
        return new Hosting(Ordering.ALONE, sequencer, Optional.empty());
    }

    /** Leaves what is unanswered in the outbox. */
    void close() {
        try {
            outbox.ifPresent(Lane::close);
        } finally {
            sequencer.close();
        }
    }
}
