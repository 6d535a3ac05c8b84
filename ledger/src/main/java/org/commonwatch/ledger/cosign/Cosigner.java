package org.commonwatch.ledger.cosign;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.function.UnaryOperator;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.keys.MlDsaSigningKey;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;

/**
 * The private half of a cosigner. It signs whatever it is given: only a witness, which
 * first makes durable what it will have said, should hold one. Safe from several threads.
 */
public final class Cosigner {
    private final CosignerKey key;
    private final UnaryOperator<byte[]> signing;

    private Cosigner(CosignerKey key, UnaryOperator<byte[]> signing) {
        this.key = key;
        this.signing = signing;
    }

    /** @param key used for this cosigner alone: the Ed25519 form does not cover the name */
    public static Cosigner ofEd25519(String name, SigningKey key) {
        return new Cosigner(CosignerKey.ofEd25519(name, key.verifyingKey()), key::sign);
    }

    public static Cosigner ofMlDsa44(String name, MlDsaSigningKey key) {
        return new Cosigner(CosignerKey.ofMlDsa44(name, key.verifyingKey()), key::sign);
    }

    public CosignerKey key() {
        return key;
    }

    /**
     * The signature line that states: at {@code now} this is the largest tree of its log that I know, and it is consistent
     * with all I have cosigned.
     *
     * @throws IllegalArgumentException when ML-DSA-44 cannot name the origin (more than 255 bytes)
     */
    public Note.Signature cosign(Checkpoint checkpoint, Instant now) {
        long seconds = now.getEpochSecond();
        byte[] message = switch (key.algorithm()) {
            case ED25519 -> CosignedMessage.v1(checkpoint, seconds);
            case ML_DSA_44 ->
                CosignedMessage.subtree(
                        key.name(), seconds, checkpoint.origin(), 0, checkpoint.size(), checkpoint.root());
        };
        return line(seconds, message);
    }

    /**
     * States without a time that the subtree {@code [start, end)} with this hash is part of all views of the log.
     *
     * @throws IllegalStateException for an Ed25519 cosigner, whose form has no subtrees
     */
    public Note.Signature cosignSubtree(String origin, long start, long end, Digest hash) {
        if (key.algorithm() != CosignerKey.Algorithm.ML_DSA_44) {
            throw new IllegalStateException("only ML-DSA-44 cosigners sign subtrees: " + key.name());
        }
        if (!CosignedMessage.isRange(start, end)) {
            throw new IllegalArgumentException("not a subtree: [" + start + ", " + end + ")");
        }
        return line(0, CosignedMessage.subtree(key.name(), 0, origin, start, end, hash));
    }

    /** Signs a statement of this cosigner about itself, such as a vote, which can never be read as a cosignature. */
    public Note.Signature state(byte[] text) {
        return new Note.Signature(key.name(), key.id(), signing.apply(CosignedMessage.statement(text)));
    }

    private Note.Signature line(long seconds, byte[] message) {
        if (seconds < 0) {
            throw new IllegalArgumentException("a clock before 1970");
        }
        byte[] signature = signing.apply(message);
        byte[] timed = ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(seconds)
                .put(signature)
                .array();
        return new Note.Signature(key.name(), key.id(), timed);
    }

    @Override
    public String toString() {
        return "Cosigner[" + key.name() + "]";
    }
}
