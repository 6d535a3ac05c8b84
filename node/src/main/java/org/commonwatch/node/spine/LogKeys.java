package org.commonwatch.node.spine;

import java.util.List;
import org.commonwatch.ledger.note.NoteKey;

/**
 * The public keys of a log as this node has noted them. Who else orders it is said by its policy and by its entries.
 *
 * @param checkpoint signs its checkpoints where whoever founded it orders it
 * @param time states its time there
 * @param founder speaks in it alone until its entries name members
 * @param former log keys that a policy named which is in force no more: what is here may be signed with one
 */
public record LogKeys(NoteKey checkpoint, NoteKey time, NoteKey founder, List<NoteKey> former) {
    public LogKeys {
        former = List.copyOf(former);
    }
}
