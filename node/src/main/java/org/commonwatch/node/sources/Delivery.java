package org.commonwatch.node.sources;

import org.commonwatch.kernel.Digest;

/**
 * A message as its sender knows it.
 *
 * @param session of the sender, so that one that was begun anew may use a number again
 * @param packet the sender's number for it until it is acknowledged
 * @param content of topic and payload
 */
record Delivery(long session, int packet, Digest content) {}
