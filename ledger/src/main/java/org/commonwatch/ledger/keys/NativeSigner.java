package org.commonwatch.ledger.keys;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/** A private key that {@link AwsLc} signs with; read by it when it first does. Never printed. Safe from several threads. */
final class NativeSigner {
    /** RFC 8410 section 7: what stands before the 32 bytes of a seed in PKCS #8. */
    private static final byte[] ED25519_HEAD = HexFormat.of().parseHex("302e020100300506032b657004220420");

    /** RFC 9881 section 6: the same with the seed alone, of 32 bytes too. */
    private static final byte[] ML_DSA_44_HEAD =
            HexFormat.of().parseHex("3034020100300b06096086480165030403110422" + "8020");

    private final String algorithm;
    private final byte[] head;
    private final byte[] seed;
    private volatile @Nullable PrivateKey read;

    private NativeSigner(String algorithm, byte[] head, byte[] seed) {
        this.algorithm = algorithm;
        this.head = head;
        this.seed = seed;
    }

    static NativeSigner ed25519(byte[] seed) {
        return new NativeSigner(NativeEd25519.ALGORITHM, ED25519_HEAD, seed);
    }

    static NativeSigner mlDsa44(byte[] seed) {
        return new NativeSigner(MlDsaVerifyingKey.NATIVE_ALGORITHM, ML_DSA_44_HEAD, seed);
    }

    byte[] sign(Provider library, byte[] message) {
        try {
            Signature signer = Signature.getInstance(algorithm, library);
            signer.initSign(key(library));
            signer.update(message);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the library was loaded for this, and every seed is a key", e);
        }
    }

    private PrivateKey key(Provider library) throws GeneralSecurityException {
        PrivateKey known = read;
        if (known == null) {
            byte[] pkcs8 = Arrays.copyOf(head, head.length + seed.length);
            System.arraycopy(seed, 0, pkcs8, head.length, seed.length);
            known = KeyFactory.getInstance(algorithm, library).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            Arrays.fill(pkcs8, (byte) 0);
            read = known;
        }
        return known;
    }

    @Override
    public String toString() {
        return "NativeSigner[" + algorithm + "]";
    }
}
