package org.commonwatch.node.spine;

import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.LogSettings;
import org.commonwatch.ledger.sequence.Sequencer;

/** Makes the sequencers of logs that this node orders as one of a council. */
public interface CouncilLogs {
    /** For a node that sits in no council. */
    CouncilLogs NONE = new CouncilLogs() {
        @Override
        public boolean tookPart(Part part) {
            return false;
        }

        @Override
        public Sequencer open(Part part) {
            throw new HomeUnusable(
                    "the log " + part.log().name() + " is ordered by a council, and this process takes part in none");
        }

        @Override
        public Sequencer join(Part part) {
            return open(part);
        }

        @Override
        public void policy(Sequencer sequencer, Policy policy) {}

        @Override
        public void begin(Sequencer sequencer) {}

        @Override
        public void forget(Part part) {}
    };

    /**
     * A log with a seat for this node.
     *
     * @param payloads of the log; most of the council has them before a statement gets its place
     * @param settings its folder, this node's keys for it, and the policy in force
     */
    record Part(Log log, PayloadStore payloads, LogSettings settings) {}

    /** Whether this node has taken part in the council and not left it. */
    boolean tookPart(Part part);

    /** Opens this node's part; of a node that has none, as a council of one that goes on with the log as it is here. */
    Sequencer open(Part part);

    /**
     * Opens this node so that the council can add it.
     *
     * @throws Refused when the others are out of reach, or what they have does not verify; the log can be followed on
     */
    Sequencer join(Part part) throws Refused;

    /** Another policy is in force for checkpoints that are not final yet. */
    void policy(Sequencer sequencer, Policy policy);

    /** Everything is open: payloads are fetched from here on. */
    void begin(Sequencer sequencer);

    /** The council has let this node go, and its sequencer is closed: what it knows of the council's order is nothing any more. */
    void forget(Part part);
}
