/**
 * Ed25519 signing keys and their ids, with the strict verification rule all nodes must share.
 *
 * <p>Accepted: S below the group order, canonical encodings, and public key and R in the prime-order subgroup. Inside that
 * subgroup the cofactored and the cofactorless equation agree, so any correct provider gives the same answer.
 */
@NullMarked
package org.commonwatch.ledger.keys;

import org.jspecify.annotations.NullMarked;
