package org.commonwatch.ledger.keys;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.jspecify.annotations.Nullable;

/** An ML-DSA-44 public key (FIPS 204), used with the empty context. */
public final class MlDsaVerifyingKey {
    public static final int BYTES = 1312;
    public static final int SIGNATURE_BYTES = 2420;

    static final String ALGORITHM = "ML-DSA-44";

    /** The library's one name for all sizes; the key says which. */
    static final String NATIVE_ALGORITHM = "ML-DSA";

    /** What stands before the key's own bytes in its SubjectPublicKeyInfo; the same for every key of this kind. */
    private static final byte[] SPKI_HEAD = HexFormat.of().parseHex("30820532300b06096086480165030403110382052100");

    private final byte[] bytes;
    private final PublicKey key;
    private volatile @Nullable PublicKey translated;

    private MlDsaVerifyingKey(byte[] bytes, PublicKey key) {
        this.bytes = bytes;
        this.key = key;
    }

    /** @throws Refused {@code key-malformed} for a wrong length; every string of the right length is a key */
    public static MlDsaVerifyingKey of(byte[] publicKey) throws Refused {
        if (publicKey.length != BYTES) {
            throw Refusal.of(
                            "key-malformed", "", "An ML-DSA-44 public key has 1312 bytes.", publicKey.length + " bytes")
                    .toException();
        }
        byte[] spki = Arrays.copyOf(SPKI_HEAD, SPKI_HEAD.length + BYTES);
        System.arraycopy(publicKey, 0, spki, SPKI_HEAD.length, BYTES);
        try {
            PublicKey key = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(spki));
            return new MlDsaVerifyingKey(publicKey.clone(), key);
        } catch (InvalidKeySpecException e) {
            throw Refusal.of("key-malformed", "", "The ML-DSA-44 public key cannot be read.")
                    .toException();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK 25 has ML-DSA", e);
        }
    }

    static MlDsaVerifyingKey of(PublicKey key) {
        byte[] encoded = key.getEncoded();
        return new MlDsaVerifyingKey(Arrays.copyOfRange(encoded, SPKI_HEAD.length, encoded.length), key);
    }

    /** True when {@code signature} is this key's over {@code message}; false for any other bytes of any length. */
    public boolean verify(byte[] message, byte[] signature) {
        return verify(AwsLc.now(AwsLc.MODERATE), message, signature);
    }

    boolean verify(Optional<Provider> library, byte[] message, byte[] signature) {
        if (signature.length != SIGNATURE_BYTES) {
            return false;
        }
        try {
            Signature verifier = verifier(library);
            verifier.update(message);
            return verifier.verify(signature);
        } catch (SignatureException e) {
            // The encoding of the signature is not one that signing makes.
            return false;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK 25 has ML-DSA, and the key was read by it", e);
        }
    }

    private Signature verifier(Optional<Provider> library) throws GeneralSecurityException {
        if (library.isEmpty()) {
            Signature java = Signature.getInstance(ALGORITHM);
            java.initVerify(key);
            return java;
        }
        PublicKey known = translated;
        if (known == null) {
            known = KeyFactory.getInstance(NATIVE_ALGORITHM, library.get())
                    .generatePublic(new X509EncodedKeySpec(key.getEncoded()));
            translated = known;
        }
        Signature fast = Signature.getInstance(NATIVE_ALGORITHM, library.get());
        fast.initVerify(known);
        return fast;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MlDsaVerifyingKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }
}
