package org.commonwatch.node.spine;

import org.commonwatch.ledger.note.NoteKey;

/**
 * The public keys of a log.
 *
 * @param checkpoint signs its checkpoints
 * @param time states its time
 * @param founder speaks in it alone until its entries name members
 */
public record LogKeys(NoteKey checkpoint, NoteKey time, NoteKey founder) {}
