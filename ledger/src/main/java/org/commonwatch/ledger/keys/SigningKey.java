package org.commonwatch.ledger.keys;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.commonwatch.kernel.Refused;

/** An Ed25519 private key. Signatures are deterministic (RFC 8032). Never printed; the caller stores {@link #seed}. */
public final class SigningKey {
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final byte[] publicBytes = new byte[Ed25519.PUBLIC_KEY_SIZE];
    private final VerifyingKey verifyingKey;

    private SigningKey(byte[] seed) {
        this.seed = seed;
        Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
        try {
            this.verifyingKey = VerifyingKey.of(publicBytes);
        } catch (Refused e) {
            throw new IllegalStateException("a generated public key is always of prime order", e);
        }
    }

    /** @param seed the 32 secret bytes of RFC 8032 section 5.1.5; copied */
    public static SigningKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
        }
        return new SigningKey(seed.clone());
    }

    public static SigningKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new SigningKey(seed);
    }

    /** The 64 bytes R, S over {@code message}. Safe from several threads. */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(seed, 0, publicBytes, 0, message, 0, message.length, signature, 0);
        return signature;
    }

    public VerifyingKey verifyingKey() {
        return verifyingKey;
    }

    public KeyId id() {
        return verifyingKey.id();
    }

    /** A copy of the secret, for the key store alone. */
    public byte[] seed() {
        return seed.clone();
    }

    @Override
    public String toString() {
        return "SigningKey[" + id() + "]";
    }
}
