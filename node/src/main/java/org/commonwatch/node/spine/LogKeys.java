package org.commonwatch.node.spine;

import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.note.NoteKey;

/**
 * The public keys of a log as this node has noted them. Who else orders it is said by its policy and by its entries.
 *
 * @param checkpoint signs its checkpoints where one node orders it: the founder's, or who the epoch's terms name
 * @param time states its time there
 * @param founder speaks in it alone until its entries name members
 * @param former log keys that a policy of this epoch named which is in force no more: what is here may be signed with one
 * @param formerTimes stated its time in epochs before
 */
public record LogKeys(
        NoteKey checkpoint, NoteKey time, NoteKey founder, List<NoteKey> former, List<NoteKey> formerTimes) {
    public LogKeys {
        former = List.copyOf(former);
        formerTimes = List.copyOf(formerTimes);
    }

    /** The key of this id that states the log's time where one node orders it, or did. */
    public Optional<NoteKey> time(KeyId id) {
        return time.key().id().equals(id)
                ? Optional.of(time)
                : formerTimes.stream().filter(key -> key.key().id().equals(id)).findFirst();
    }
}
