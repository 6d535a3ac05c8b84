package org.commonwatch.ledger.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.AwsLc;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.SealedHeader;

/**
 * The AES-256-GCM key of one payload, made for it and used for nothing else, so the nonce of chunk i can be i. The epoch key
 * wraps it under a random nonce; with 96 bits of it, an epoch is good for 2^32 payloads (NIST SP 800-38D, 8.3).
 *
 * <p>AES-GCM by itself does not say which key a ciphertext belongs to: the key part states a commitment to the key, so that
 * nobody can be blamed with a key that the author never used, nor give two readers two contents. Never printed. Safe from
 * many threads.
 */
public final class PayloadKey {
    static final int ALGORITHM = 1;
    static final int KEY_BYTES = 32;

    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BYTES = 16;
    private static final int WRAPPED_BYTES = KEY_BYTES + TAG_BYTES;
    private static final byte[] COMMITMENT = "commonwatch payload key v1\0".getBytes(StandardCharsets.US_ASCII);

    private final byte[] key;
    private final SealContext context;

    PayloadKey(byte[] key, SealContext context) {
        this.key = key.clone();
        this.context = context;
    }

    static PayloadKey generate(SecureRandom random, SealContext context) {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new PayloadKey(key, context);
    }

    /**
     * The key that a sealed file holds for whoever has the epoch key.
     *
     * @throws Refused {@code seal-algorithm} when this release does not know it; {@code seal-key} when the author wrapped
     *     something else than it committed to, or for another key
     */
    public static PayloadKey unwrap(SealedHeader header, SealContext context, EpochKey epoch) throws Refused {
        ByteBuffer part = ByteBuffer.wrap(header.keyPart());
        if (Short.toUnsignedInt(part.getShort()) != ALGORITHM) {
            throw Refusal.of("seal-algorithm", "", "The payload is sealed in a way that this release does not know.")
                    .toException();
        }
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] wrapped = new byte[WRAPPED_BYTES];
        byte[] stated = new byte[Digest.BYTES];
        part.get(nonce).get(wrapped).get(stated);
        try {
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, epoch.secret(), nonce, context.aad(-1));
            PayloadKey key = new PayloadKey(cipher.doFinal(wrapped), context);
            if (key.commitment().equals(Digest.fromBytes(stated))) {
                return key;
            }
        } catch (AEADBadTagException wrong) {
            throw otherKey();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK has AES-GCM", e);
        }
        throw otherKey();
    }

    private static Refused otherKey() {
        return Refusal.of("seal-key", "", "The payload's key is not what the author committed to.")
                .toException();
    }

    /** Algorithm, nonce, wrapped key and commitment, as they stand in the file. */
    byte[] part(SecureRandom random, EpochKey epoch) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] wrapped = cipher(Cipher.ENCRYPT_MODE, epoch.secret(), nonce, context.aad(-1))
                    .doFinal(key);
            return ByteBuffer.allocate(SealedHeader.KEY_PART_BYTES)
                    .putShort((short) ALGORITHM)
                    .put(nonce)
                    .put(wrapped)
                    .put(commitment().toBytes())
                    .array();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK has AES-GCM", e);
        }
    }

    Digest commitment() {
        return Digest.of(COMMITMENT, key);
    }

    /** Whether a key part commits to this key. */
    boolean isOf(byte[] keyPart) {
        int from = keyPart.length - Digest.BYTES;
        return commitment().equals(Digest.fromBytes(Arrays.copyOfRange(keyPart, from, keyPart.length)));
    }

    byte[] seal(int index, byte[] salt, byte[] object) {
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, key, nonce(index), context.aad(index));
            byte[] chunk = new byte[object.length + SealedHeader.CHUNK_EXTRA_BYTES];
            int at = cipher.update(salt, 0, salt.length, chunk, 0);
            cipher.doFinal(object, 0, object.length, chunk, at);
            return chunk;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("encrypting in memory does not fail", e);
        }
    }

    /**
     * Salt and bytes of an object, checked against the commitment in the file, which leads to the leaf's root.
     *
     * @throws Refused {@code seal-chunk} when the author sealed something that does not open, {@code seal-object} when it is
     *     not what the leaf commits to
     */
    public Opened open(SealedHeader header, int index, byte[] chunk) throws Refused {
        return open(index, chunk, header.commitments().get(index));
    }

    /** The code of what is wrong with a chunk; empty when it holds the object that was committed to. */
    Optional<String> judge(int index, byte[] chunk, Digest commitment) {
        try {
            open(index, chunk, commitment);
            return Optional.empty();
        } catch (Refused wrong) {
            return Optional.of(wrong.refusal().code());
        }
    }

    private Opened open(int index, byte[] chunk, Digest commitment) throws Refused {
        try {
            byte[] plain = cipher(Cipher.DECRYPT_MODE, key, nonce(index), context.aad(index))
                    .doFinal(chunk);
            if (plain.length < Payload.SALT_BYTES
                    || !Digest.of(new byte[] {0}, plain).equals(commitment)) {
                throw finding("seal-object", index, "The sealed object is not what its author's statement commits to.");
            }
            return new Opened(
                    Arrays.copyOf(plain, Payload.SALT_BYTES),
                    Arrays.copyOfRange(plain, Payload.SALT_BYTES, plain.length));
        } catch (AEADBadTagException wrong) {
            throw finding("seal-chunk", index, "The chunk does not open with the payload's key.");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a JDK has AES-GCM", e);
        }
    }

    /** An object as its author committed to it. */
    public static final class Opened {
        private final byte[] salt;
        private final byte[] bytes;

        private Opened(byte[] salt, byte[] bytes) {
            this.salt = salt;
            this.bytes = bytes;
        }

        public byte[] salt() {
            return salt.clone();
        }

        /** Not a copy. */
        public byte[] bytes() {
            return bytes;
        }
    }

    /** A copy of the secret, to prove what the author sealed: it opens this payload and no other. */
    byte[] secret() {
        return key.clone();
    }

    private static Refused finding(String code, int index, String message) {
        return Refusal.of(code, "/objects/" + index, message).toException();
    }

    private static byte[] nonce(int index) {
        return ByteBuffer.allocate(NONCE_BYTES)
                .putInt(NONCE_BYTES - Integer.BYTES, index)
                .array();
    }

    private static Cipher cipher(int mode, byte[] key, byte[] nonce, byte[] aad) throws GeneralSecurityException {
        return cipher(AwsLc.now(AwsLc.LIGHT), mode, key, nonce, aad);
    }

    static Cipher cipher(Optional<Provider> library, int mode, byte[] key, byte[] nonce, byte[] aad)
            throws GeneralSecurityException {
        Cipher cipher = library.isPresent()
                ? Cipher.getInstance(TRANSFORMATION, library.get())
                : Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(aad);
        return cipher;
    }

    @Override
    public String toString() {
        return "PayloadKey[" + commitment() + "]";
    }
}
