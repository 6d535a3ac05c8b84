package org.commonwatch.ledger.keys;

/**
 * One way to check a signature's equation, S B = R + k A. All ways answer alike, for every input, about keys that {@link
 * VerifyingKey} has let in (canonical, of prime order) and an R that is not the neutral element: true exactly when S is below
 * the group's order and R is the canonical spelling of S B - k A, which is then of prime order too.
 */
interface Ed25519Equation {
    boolean holds(VerifyingKey key, byte[] message, byte[] signature);
}
