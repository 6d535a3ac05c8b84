package org.commonwatch.ledger.seal;

import java.security.SecureRandom;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;

/** A member's private key for wraps, X25519. Never printed; the caller stores {@link #seed}. */
public final class EncryptionKey {
    public static final int SEED_BYTES = X25519PrivateKeyParameters.KEY_SIZE;

    private final byte[] seed;

    private EncryptionKey(byte[] seed) {
        this.seed = seed;
    }

    /** @param seed 32 secret bytes, RFC 7748 section 5; copied */
    public static EncryptionKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an X25519 key has 32 bytes, not " + seed.length);
        }
        return new EncryptionKey(seed.clone());
    }

    public static EncryptionKey generate(SecureRandom random) {
        return new EncryptionKey(new X25519PrivateKeyParameters(random).getEncoded());
    }

    /** What others encrypt to. */
    public byte[] publicBytes() {
        return new X25519PrivateKeyParameters(seed, 0).generatePublicKey().getEncoded();
    }

    /** A copy of the secret, for the key store alone. */
    public byte[] seed() {
        return seed.clone();
    }

    @Override
    public String toString() {
        return "EncryptionKey[secret]";
    }
}
