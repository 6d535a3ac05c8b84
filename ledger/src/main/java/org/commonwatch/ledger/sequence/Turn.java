package org.commonwatch.ledger.sequence;

/**
 * A place in the order that the nodes of a council have agreed on.
 *
 * @param term of the leader who put it there
 * @param index from 0, without gaps
 */
public record Turn(long term, long index) {}
