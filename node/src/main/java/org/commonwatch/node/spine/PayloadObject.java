package org.commonwatch.node.spine;

import org.commonwatch.stix.StixObject;

/**
 * One object of a payload, opened and checked against the leaf.
 *
 * @param position in the statement, from 0
 * @param offset of its first byte in the payload file
 * @param stix the object; its bytes are exactly those of the file
 */
public record PayloadObject(int position, long offset, StixObject stix) {}
