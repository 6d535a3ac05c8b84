package org.commonwatch.ledger.sequence;

import org.commonwatch.kernel.Digest;

/**
 * That an entry is in the log for good: durable, and covered by a signed checkpoint that readers can see.
 *
 * @param index of the entry, from 0
 * @param statementId SHA-256 of the statement's PAE
 * @param leafHash RFC 6962 leaf hash
 * @param checkpointSize size of a published checkpoint that covers the entry; {@code index < checkpointSize}
 */
public record Receipt(long index, Digest statementId, Digest leafHash, long checkpointSize) {}
