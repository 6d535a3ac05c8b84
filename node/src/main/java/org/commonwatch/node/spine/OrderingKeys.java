package org.commonwatch.node.spine;

import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.NoteKey;

/** The keys with which this node orders a log, or would: one for its checkpoints, one for its time. */
public final class OrderingKeys {
    private final NoteKey checkpoint;
    private final NoteKey time;
    private final SigningKey checkpointKey;
    private final SigningKey timeKey;

    OrderingKeys(Log log, Member self, SigningKey checkpointKey, SigningKey timeKey) {
        this.checkpoint = new NoteKey(log.origin(), checkpointKey.verifyingKey());
        this.time = new NoteKey(self.name(), timeKey.verifyingKey());
        this.checkpointKey = checkpointKey;
        this.timeKey = timeKey;
    }

    /** Named as the log's origin. */
    public NoteKey checkpoint() {
        return checkpoint;
    }

    /** Named as this organisation. */
    public NoteKey time() {
        return time;
    }

    /** Signs, with the key of checkpoints, what begins with a word of its own and can be taken for no note. */
    public byte[] signWithCheckpoint(byte[] message) {
        return checkpointKey.sign(message);
    }

    /** Signs, with the key of times, what begins with a word of its own and can be taken for no statement. */
    public byte[] signWithTime(byte[] message) {
        return timeKey.sign(message);
    }
}
