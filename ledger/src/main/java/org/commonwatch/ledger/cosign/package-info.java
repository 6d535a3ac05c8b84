/**
 * Cosignatures of checkpoints, C2SP tlog-cosignature: Ed25519 (type 0x04) and ML-DSA-44 (type 0x06), each with the time at
 * which its cosigner knew of no larger tree. ML-DSA-44 cosignatures can also be over a subtree.
 *
 * <p>A cosigner has one key for one role: whoever witnesses and mirrors has two names and two keys.
 */
@NullMarked
package org.commonwatch.ledger.cosign;

import org.jspecify.annotations.NullMarked;
