package org.commonwatch.ledger.keys;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.util.Optional;

/**
 * An ML-DSA-44 private key, kept as the 32-byte seed that FIPS 204 key generation starts from (every implementation can
 * read that; the JDK's own expanded form is its alone). Signatures are hedged: two over one message differ. Never printed;
 * the caller stores {@link #seed}.
 */
public final class MlDsaSigningKey {
    public static final int SEED_BYTES = 32;

    private final byte[] seed;
    private final PrivateKey key;
    private final MlDsaVerifyingKey verifyingKey;
    private final NativeSigner fast;

    private MlDsaSigningKey(byte[] seed) {
        this.seed = seed;
        KeyPair pair = expand(seed);
        this.key = pair.getPrivate();
        this.verifyingKey = MlDsaVerifyingKey.of(pair.getPublic());
        this.fast = NativeSigner.mlDsa44(seed);
    }

    /** @param seed the 32 secret bytes ξ of FIPS 204 algorithm 1; copied */
    public static MlDsaSigningKey ofSeed(byte[] seed) {
        if (seed.length != SEED_BYTES) {
            throw new IllegalArgumentException("an ML-DSA seed has 32 bytes, not " + seed.length);
        }
        return new MlDsaSigningKey(seed.clone());
    }

    public static MlDsaSigningKey generate(SecureRandom random) {
        byte[] seed = new byte[SEED_BYTES];
        random.nextBytes(seed);
        return new MlDsaSigningKey(seed);
    }

    /** The JDK expands a seed only while it generates a key, so it is told the "random" bytes. */
    private static KeyPair expand(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(MlDsaVerifyingKey.ALGORITHM);
            generator.initialize(NamedParameterSpec.ML_DSA_44, new SeedOnce(seed));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK 25 has ML-DSA", e);
        }
    }

    /** The 2,420 bytes of a signature over {@code message}. Safe from several threads. */
    public byte[] sign(byte[] message) {
        return sign(AwsLc.now(AwsLc.HEAVY), message);
    }

    byte[] sign(Optional<Provider> library, byte[] message) {
        if (library.isPresent()) {
            return fast.sign(library.get(), message);
        }
        try {
            Signature signer = Signature.getInstance(MlDsaVerifyingKey.ALGORITHM);
            signer.initSign(key);
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK 25 has ML-DSA, and the key is its own", e);
        }
    }

    public MlDsaVerifyingKey verifyingKey() {
        return verifyingKey;
    }

    /** A copy of the secret, for the key store alone. */
    public byte[] seed() {
        return seed.clone();
    }

    @Override
    public String toString() {
        return "MlDsaSigningKey";
    }

    /** Hands out the seed, once and whole; anything else would be another key generation than FIPS 204's. */
    private static final class SeedOnce extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] seed;
        private boolean given;

        SeedOnce(byte[] seed) {
            super(null, null);
            this.seed = seed;
        }

        @Override
        public void nextBytes(byte[] into) {
            if (given || into.length != seed.length) {
                throw new IllegalStateException("key generation asked for " + into.length + " random bytes");
            }
            given = true;
            System.arraycopy(seed, 0, into, 0, seed.length);
        }
    }
}
