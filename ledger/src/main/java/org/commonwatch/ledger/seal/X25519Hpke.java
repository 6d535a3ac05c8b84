package org.commonwatch.ledger.seal;

import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.crypto.hpke.HPKEContextWithEncapsulation;
import org.bouncycastle.crypto.params.X25519PrivateKeyParameters;
import org.bouncycastle.crypto.params.X25519PublicKeyParameters;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * HPKE of RFC 9180 in base mode: DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. A wrap is the encapsulated key (32
 * bytes) and the ciphertext. BouncyCastle does the work; each wrap has a fresh ephemeral key from our own randomness.
 */
public final class X25519Hpke implements WrapSuite {
    public static final int ID = 1;

    /** Of a public key. */
    public static final int KEY_BYTES = X25519PublicKeyParameters.KEY_SIZE;

    private static final int TAG_BYTES = 16;

    private final SecureRandom random;
    private final short aead;

    public X25519Hpke(SecureRandom random) {
        this(random, HPKE.aead_AES_GCM256);
    }

    /** With another cipher, for the vectors of RFC 9180. */
    X25519Hpke(SecureRandom random, short aead) {
        this.random = random;
        this.aead = aead;
    }

    @Override
    public int id() {
        return ID;
    }

    @Override
    public int publicKeyBytes() {
        return KEY_BYTES;
    }

    @Override
    public int extraBytes() {
        return KEY_BYTES + TAG_BYTES;
    }

    @Override
    public byte[] seal(byte[] publicKey, byte[] info, byte[] aad, byte[] secret) throws Refused {
        return seal(new X25519PrivateKeyParameters(random), publicKey, info, aad, secret);
    }

    byte[] seal(X25519PrivateKeyParameters ephemeral, byte[] publicKey, byte[] info, byte[] aad, byte[] secret)
            throws Refused {
        if (publicKey.length != KEY_BYTES) {
            throw badKey();
        }
        try {
            HPKEContextWithEncapsulation context = hpke().setupBaseS(
                            new X25519PublicKeyParameters(publicKey, 0),
                            info,
                            new AsymmetricCipherKeyPair(ephemeral.generatePublicKey(), ephemeral));
            byte[] encapsulated = context.getEncapsulation();
            byte[] ciphertext = context.seal(aad, secret);
            byte[] wrap = Arrays.copyOf(encapsulated, encapsulated.length + ciphertext.length);
            System.arraycopy(ciphertext, 0, wrap, encapsulated.length, ciphertext.length);
            return wrap;
        } catch (IllegalStateException smallOrder) {
            // The agreement gives the same value for everybody: nothing may be encrypted to such a key.
            throw badKey();
        } catch (InvalidCipherTextException e) {
            throw new IllegalStateException("encrypting in memory does not fail", e);
        }
    }

    @Override
    public byte[] open(EncryptionKey key, byte[] info, byte[] aad, byte[] wrap) throws Refused {
        if (wrap.length < extraBytes()) {
            throw closed();
        }
        try {
            X25519PrivateKeyParameters secret = new X25519PrivateKeyParameters(key.seed(), 0);
            return hpke().setupBaseR(
                            Arrays.copyOf(wrap, KEY_BYTES),
                            new AsymmetricCipherKeyPair(secret.generatePublicKey(), secret),
                            info)
                    .open(aad, Arrays.copyOfRange(wrap, KEY_BYTES, wrap.length));
        } catch (InvalidCipherTextException | IllegalStateException | IllegalArgumentException wrong) {
            throw closed();
        }
    }

    /** An instance belongs to one use: it keeps state. */
    private HPKE hpke() {
        return new HPKE(HPKE.mode_base, HPKE.kem_X25519_SHA256, HPKE.kdf_HKDF_SHA256, aead);
    }

    private static Refused badKey() {
        return Refusal.of("wrap-key", "", "Nothing can be encrypted to this key.")
                .toException();
    }

    private static Refused closed() {
        return Refusal.of("wrap-closed", "", "The wrap does not open with this key.")
                .toException();
    }
}
