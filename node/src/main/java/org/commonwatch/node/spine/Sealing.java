package org.commonwatch.node.spine;

import org.commonwatch.ledger.seal.EpochKey;

/**
 * What a payload is sealed to.
 *
 * @param audience its id
 * @param epoch the current one
 */
public record Sealing(String audience, long epoch, EpochKey key) {}
