package org.commonwatch.node.spine;

import java.nio.file.Path;
import org.commonwatch.ledger.payload.PayloadStore;
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
     * @param checkpointKey of the node that orders it, as a C2SP vkey
     * @param timeKey the key that states the log's time, as a C2SP vkey
     */
    record Distant(
            Log log,
            Path folder,
            PayloadStore payloads,
            String checkpointKey,
            String timeKey,
            String founderKey,
            Follows follows) {}

    /** Opens what is held already; nothing is fetched before {@link #begin}. */
    Sequencer open(Distant distant);

    /** Everything is open: start to fetch. */
    default void begin(Sequencer sequencer) {}
}
