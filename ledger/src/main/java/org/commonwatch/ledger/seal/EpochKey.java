package org.commonwatch.ledger.seal;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import org.commonwatch.kernel.Digest;

/** The secret of one audience in one epoch: 32 random bytes. Never printed. */
public final class EpochKey {
    public static final int BYTES = 32;

    private static final byte[] COMMITMENT = "commonwatch epoch key v1\0".getBytes(StandardCharsets.US_ASCII);

    private final byte[] secret;

    private EpochKey(byte[] secret) {
        this.secret = secret;
    }

    public static EpochKey of(byte[] secret) {
        if (secret.length != BYTES) {
            throw new IllegalArgumentException("an epoch key has 32 bytes, not " + secret.length);
        }
        return new EpochKey(secret.clone());
    }

    public static EpochKey generate(SecureRandom random) {
        byte[] secret = new byte[BYTES];
        random.nextBytes(secret);
        return new EpochKey(secret);
    }

    /** What the log says of the key, so that nobody can be given another one unnoticed. */
    public Digest commitment() {
        return Digest.of(COMMITMENT, secret);
    }

    /** A copy of the secret, for who keeps or wraps it. */
    public byte[] secret() {
        return secret.clone();
    }

    @Override
    public String toString() {
        return "EpochKey[" + commitment() + "]";
    }
}
