package org.commonwatch.ledger.keys;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * By AWS-LC, which makes S B - k A and compares its spelling with R: four times as fast as Java. Loading it costs a fifth of a
 * second and some ten megabytes, so only who checks many signatures does.
 */
final class NativeEd25519 implements Ed25519Equation {
    /** RFC 8410 section 4: what stands before the 32 bytes of a key in X.509. */
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private static final String ALGORITHM = "Ed25519";

    private final Provider provider;
    private final KeyFactory keys;

    private NativeEd25519(Provider provider) throws GeneralSecurityException {
        this.provider = provider;
        this.keys = KeyFactory.getInstance(ALGORITHM, provider);
    }

    /** Empty where there is no library for this machine, or it cannot be loaded. */
    static Optional<Ed25519Equation> load() {
        try {
            // Without it every check translates the key anew.
            System.setProperty("com.amazon.corretto.crypto.provider.registerEdKeyFactory", "true");
            AmazonCorrettoCryptoProvider provider = AmazonCorrettoCryptoProvider.INSTANCE;
            return provider.getLoadingError() == null ? Optional.of(new NativeEd25519(provider)) : Optional.empty();
        } catch (GeneralSecurityException | LinkageError absent) {
            return Optional.empty();
        }
    }

    @Override
    public boolean holds(VerifyingKey key, byte[] message, byte[] signature) {
        try {
            Signature check = Signature.getInstance(ALGORITHM, provider);
            check.initVerify(key.translated(this::translate));
            check.update(message);
            return check.verify(signature);
        } catch (SignatureException malformed) {
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the library was loaded for this", e);
        }
    }

    private PublicKey translate(byte[] key) {
        byte[] x509 = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + key.length);
        System.arraycopy(key, 0, x509, X509_PREFIX.length, key.length);
        try {
            return keys.generatePublic(new X509EncodedKeySpec(x509));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a key that was let in does not translate", e);
        }
    }
}
