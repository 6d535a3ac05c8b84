package org.commonwatch.node.council;

import org.commonwatch.ledger.note.NoteKey;

/**
 * A member's readiness to order a log.
 *
 * @param member by the name of its statements
 * @param address where other nodes of the council reach this one, {@code host:port}
 * @param checkpoint signs the log's checkpoints at that node; its name is the log's origin
 * @param time states the log's time there; its name is the member's
 */
public record Seat(String member, String address, NoteKey checkpoint, NoteKey time) {}
