package org.commonwatch.ledger.keys;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * In Java. The library checks the equation multiplied by a random-looking number, which can hide a small-order part of R;
 * hence R's order is checked too, which costs as much again: about 200 microseconds together.
 */
final class BouncyCastleEd25519 implements Ed25519Equation {
    @Override
    public boolean holds(VerifyingKey key, byte[] message, byte[] signature) {
        return Ed25519.verify(signature, 0, key.point(), message, 0, message.length)
                && Ed25519.validatePublicKeyFull(signature, 0);
    }
}
