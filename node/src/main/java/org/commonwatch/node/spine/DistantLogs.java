package org.commonwatch.node.spine;

import java.nio.file.Path;
import java.util.Optional;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.payload.PayloadStore;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Sequencer;

/** Makes the sequencers of logs that other nodes order. */
@FunctionalInterface
public interface DistantLogs {
    /** For a node that follows nobody. */
    DistantLogs NONE = distant -> {
        throw new HomeUnusable("the log " + distant.log().name()
                + " is ordered by another node, and this process does not follow logs");
    };

    /**
     * A log to follow.
     *
     * @param folder where its files lie; made already
     * @param payloads of the log, to be filled before its entries count as final
     * @param policy which cosignatures make a checkpoint final
     * @param era empty in the founder's epoch
     */
    record Distant(
            Log log,
            Path folder,
            PayloadStore payloads,
            LogKeys keys,
            Follows follows,
            Policy policy,
            Optional<Era> era) {}

    /** Opens what is held already; nothing is fetched before {@link #begin}. */
    Sequencer open(Distant distant);

    /** Another policy is in force for checkpoints that are not final yet. */
    default void policy(Sequencer sequencer, Policy policy) {}

    /** This node orders the log from here on. */
    default void left(Log log) {}

    /** This organisation has a new key in the log, with which it has said nothing there yet. */
    default void speaksAs(Sequencer sequencer, KeyId key) {}

    /** Everything is open: start to fetch. */
    default void begin(Sequencer sequencer) {}
}
