package org.commonwatch.ledger.witness;

import java.util.List;
import org.commonwatch.ledger.note.NoteKey;

/**
 * A log that a witness cosigns.
 *
 * @param origin as in its checkpoints
 * @param keys one of these must have signed a checkpoint; their names are the origin
 * @param rules further reasons to refuse, in the order asked
 */
public record WitnessedLog(String origin, List<NoteKey> keys, List<CheckpointRule> rules) {
    public WitnessedLog {
        keys = List.copyOf(keys);
        rules = List.copyOf(rules);
    }
}
