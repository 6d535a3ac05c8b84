package org.commonwatch.ledger.keys;

import java.security.Provider;
import java.security.SecureRandom;
import java.util.Optional;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.commonwatch.kernel.Refused;

/** An Ed25519 private key. Signatures are deterministic (RFC 8032). Never printed; the caller stores {@link #seed}. */
public final class SigningKey {
    public static final int SEED_BYTES = Ed25519.SECRET_KEY_SIZE;

    private final byte[] seed;
    private final byte[] publicBytes = new byte[Ed25519.PUBLIC_KEY_SIZE];
    private final VerifyingKey verifyingKey;
    private final NativeSigner fast;

    private SigningKey(byte[] seed, int signaturesRemembered) {
        this.seed = seed;
        this.fast = NativeSigner.ed25519(seed);
        Ed25519.generatePublicKey(seed, 0, publicBytes, 0);
        try {
            VerifyingKey plain = VerifyingKey.of(publicBytes);
            this.verifyingKey = signaturesRemembered == 0 ? plain : plain.remembering(signaturesRemembered);
        } catch (Refused e) {
            throw new IllegalStateException("a generated public key is always of prime order", e);
        }
    }

    /** @param seed the 32 secret bytes of RFC 8032 section 5.1.5; copied */
    public static SigningKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an Ed25519 seed has 32 bytes, not " + seed.length);
        }
        return new SigningKey(seed.clone(), 0);
    }

    /**
     * The same key, whose public half need not compute what it is shown again or what this half signed: for a process that
     * is many nodes at once.
     *
     * @param signaturesMax the newest so many are remembered
     */
    public SigningKey remembering(int signaturesMax) {
        return new SigningKey(seed.clone(), signaturesMax);
    }

    public static SigningKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new SigningKey(seed, 0);
    }

    /** The 64 bytes R, S over {@code message}. Safe from several threads. */
    public byte[] sign(byte[] message) {
        byte[] signature = sign(AwsLc.now(AwsLc.LIGHT), message);
        verifyingKey.remember(message, signature);
        return signature;
    }

    /** The same bytes either way. */
    byte[] sign(Optional<Provider> library, byte[] message) {
        if (library.isPresent()) {
            return fast.sign(library.get(), message);
        }
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
