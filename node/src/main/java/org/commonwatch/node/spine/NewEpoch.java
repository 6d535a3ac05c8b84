package org.commonwatch.node.spine;

import java.net.URI;
import java.util.List;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.succession.Epoch;

/**
 * What a log goes on with after a record that this node has verified.
 *
 * @param epoch that begins; its policy is in force until the log states another
 * @param checkpointKey signs checkpoints of the node that orders, and states the log's time
 * @param orders name of the member whose node that is
 * @param contacts its addresses
 */
public record NewEpoch(Epoch epoch, NoteKey checkpointKey, String orders, List<URI> contacts) {
    public NewEpoch {
        contacts = List.copyOf(contacts);
    }

    NoteKey timeKey() {
        return new NoteKey(orders, checkpointKey.key());
    }
}
