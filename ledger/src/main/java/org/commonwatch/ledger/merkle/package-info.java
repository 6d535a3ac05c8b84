/**
 * The hash tree of RFC 6962: leaf and node hashes, inclusion, consistency and subtree proofs, made and checked.
 */
@NullMarked
package org.commonwatch.ledger.merkle;

import org.jspecify.annotations.NullMarked;
