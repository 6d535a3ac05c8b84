package org.commonwatch.ledger.vault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * 32 secret bytes, locked with a key. Each box has a random salt, from which and from the key HKDF-SHA256 (RFC 5869) makes 64
 * bytes: an AES-256-GCM key that is used once, so its nonce is zero, and a commitment that stands in the box. GCM by itself can
 * open under two keys; with the commitment a box opens under one, and a wrong key is told from a damaged box before anything
 * is decrypted. What the box is for goes into both, so that no box can be put in another's place.
 */
public final class LockedBox {
    public static final int SECRET_BYTES = 32;

    static final int SALT_BYTES = 32;
    private static final int COMMITMENT_BYTES = 32;
    private static final int TAG_BYTES = 16;
    private static final int NONCE_BYTES = 12;

    static final int BYTES = SALT_BYTES + COMMITMENT_BYTES + SECRET_BYTES + TAG_BYTES;

    private final byte[] salt;
    private final byte[] commitment;
    private final byte[] locked;

    private LockedBox(byte[] salt, byte[] commitment, byte[] locked) {
        this.salt = salt;
        this.commitment = commitment;
        this.locked = locked;
    }

    /** How a salt and what the caller knows make the key of a box. */
    @FunctionalInterface
    interface Keying {
        byte[] key(byte[] salt);
    }

    static LockedBox seal(byte[] key, String purpose, byte[] secret, SecureRandom random) {
        return seal(salt -> key, purpose, secret, random);
    }

    static LockedBox seal(Keying keying, String purpose, byte[] secret, SecureRandom random) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("a box holds 32 bytes, not " + secret.length);
        }
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(salt);
        byte[] keys = keys(keying.key(salt), salt, purpose);
        try {
            return new LockedBox(
                    salt,
                    Arrays.copyOfRange(keys, SECRET_BYTES, keys.length),
                    cipher(Cipher.ENCRYPT_MODE, keys, purpose).doFinal(secret));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encrypting in memory does not fail", e);
        }
    }

    Optional<byte[]> open(byte[] key, String purpose) throws Refused {
        return open(salt -> key, purpose);
    }

    /**
     * The secret; empty when the box is locked with another key.
     *
     * @throws Refused {@code box-damaged} when it is this key's box and its content was changed
     */
    Optional<byte[]> open(Keying keying, String purpose) throws Refused {
        byte[] keys = keys(keying.key(salt), salt, purpose);
        if (!MessageDigest.isEqual(commitment, Arrays.copyOfRange(keys, SECRET_BYTES, keys.length))) {
            return Optional.empty();
        }
        try {
            return Optional.of(cipher(Cipher.DECRYPT_MODE, keys, purpose).doFinal(locked));
        } catch (AEADBadTagException changed) {
            throw damaged();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK has AES-GCM", e);
        }
    }

    String text() {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(BYTES)
                        .put(salt)
                        .put(commitment)
                        .put(locked)
                        .array());
    }

    /** @throws Refused {@code base64-malformed}, {@code box-damaged} */
    static LockedBox parse(String text) throws Refused {
        byte[] bytes = StrictBase64.decode(text);
        if (bytes.length != BYTES) {
            throw damaged();
        }
        return new LockedBox(
                Arrays.copyOf(bytes, SALT_BYTES),
                Arrays.copyOfRange(bytes, SALT_BYTES, SALT_BYTES + COMMITMENT_BYTES),
                Arrays.copyOfRange(bytes, SALT_BYTES + COMMITMENT_BYTES, BYTES));
    }

    private static Refused damaged() {
        return Refusal.of("box-damaged", "", "A locked key is damaged.").toException();
    }

    private static byte[] keys(byte[] key, byte[] salt, String purpose) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addIKM(key)
                            .addSalt(salt)
                            .thenExpand(info(purpose), SECRET_BYTES + COMMITMENT_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK has HKDF-SHA256", e);
        }
    }

    private static Cipher cipher(int mode, byte[] keys, String purpose) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(
                mode,
                new SecretKeySpec(keys, 0, SECRET_BYTES, "AES"),
                new GCMParameterSpec(TAG_BYTES * Byte.SIZE, new byte[NONCE_BYTES]));
        cipher.updateAAD(info(purpose));
        return cipher;
    }

    private static byte[] info(String purpose) {
        return ("commonwatch locked box v1\0" + purpose).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "LockedBox";
    }
}
