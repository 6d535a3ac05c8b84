package org.commonwatch.ledger.cosign;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.MlDsaVerifyingKey;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * The public half of a cosigner: name, algorithm, key. Name and id together say which signature lines are its own.
 *
 * <p>Name: as of a {@link NoteKey}; for ML-DSA-44 also at most 255 bytes of UTF-8, because the signature covers it.
 */
public final class CosignerKey {
    /** The two kinds of tlog-cosignature. */
    public enum Algorithm {
        ED25519((byte) 0x04, VerifyingKey.BYTES, VerifyingKey.SIGNATURE_BYTES),
        ML_DSA_44((byte) 0x06, MlDsaVerifyingKey.BYTES, MlDsaVerifyingKey.SIGNATURE_BYTES);

        final byte type;
        final int keyBytes;
        final int signatureBytes;

        Algorithm(byte type, int keyBytes, int signatureBytes) {
            this.type = type;
            this.keyBytes = keyBytes;
            this.signatureBytes = signatureBytes;
        }
    }

    private final String name;
    private final Algorithm algorithm;
    private final byte[] bytes;
    private final Verification verification;

    /** Message and signature to yes or no. */
    @FunctionalInterface
    private interface Verification {
        boolean holds(byte[] message, byte[] signature);
    }

    private CosignerKey(String name, Algorithm algorithm, byte[] bytes, Verification verification) {
        if (!NoteKey.isName(name) || name.getBytes(StandardCharsets.UTF_8).length > CosignedMessage.NAME_BYTES_MAX) {
            throw new IllegalArgumentException("not a cosigner's name: " + name);
        }
        this.name = name;
        this.algorithm = algorithm;
        this.bytes = bytes;
        this.verification = verification;
    }

    public static CosignerKey ofEd25519(String name, VerifyingKey key) {
        return new CosignerKey(name, Algorithm.ED25519, key.toBytes(), key::verify);
    }

    public static CosignerKey ofMlDsa44(String name, MlDsaVerifyingKey key) {
        return new CosignerKey(name, Algorithm.ML_DSA_44, key.toBytes(), key::verify);
    }

    /** @throws Refused {@code vkey-malformed}, {@code vkey-algorithm}, {@code key-malformed}, {@code key-weak} */
    public static CosignerKey parse(String text) throws Refused {
        String[] parts = text.split("\\+", 3);
        boolean named = parts.length == 3
                && NoteKey.isName(parts[0])
                && parts[0].getBytes(StandardCharsets.UTF_8).length <= CosignedMessage.NAME_BYTES_MAX;
        if (!named) {
            throw malformed(text);
        }
        byte[] typed = StrictBase64.decode(parts[2]);
        byte type = typed.length == 0 ? 0 : typed[0];
        byte[] key = typed.length == 0 ? typed : Arrays.copyOfRange(typed, 1, typed.length);
        CosignerKey parsed;
        if (type == Algorithm.ED25519.type) {
            parsed = ofEd25519(parts[0], VerifyingKey.of(key));
        } else if (type == Algorithm.ML_DSA_44.type) {
            parsed = ofMlDsa44(parts[0], MlDsaVerifyingKey.of(key));
        } else {
            throw Refusal.of(
                            "vkey-algorithm",
                            "",
                            "A cosigner's key is Ed25519 (type 4) or ML-DSA-44 (type 6); this is type " + type + ".",
                            text)
                    .toException();
        }
        if (!parsed.text().equals(text)) {
            throw malformed(text);
        }
        return parsed;
    }

    /** The text form others exchange: {@code name+id+base64(type, public key)}. */
    public String text() {
        byte[] typed = ByteBuffer.allocate(1 + bytes.length)
                .put(algorithm.type)
                .put(bytes)
                .array();
        return name + "+" + HexFormat.of().toHexDigits(id()) + "+"
                + Base64.getEncoder().encodeToString(typed);
    }

    /** SHA-256(name, newline, type, public key), first four bytes, big-endian. */
    public int id() {
        Digest digest = Digest.of(name.getBytes(StandardCharsets.UTF_8), new byte[] {'\n', algorithm.type}, bytes);
        return ByteBuffer.wrap(digest.toBytes()).getInt();
    }

    public String name() {
        return name;
    }

    public Algorithm algorithm() {
        return algorithm;
    }

    /** The bare public key, 32 or 1,312 bytes. */
    public byte[] toBytes() {
        return bytes.clone();
    }

    /** Whether a signature line claims to be this cosigner's; only then may {@link #verify} be asked. */
    public boolean isNamedBy(Note.Signature line) {
        return line.name().equals(name) && line.keyId() == id();
    }

    /**
     * Checks a signature line under a checkpoint.
     *
     * @return what it states
     * @throws Refused {@code cosignature-wrong}; {@code cosignature-not-ours} when the line is another key's
     */
    public Cosignature verify(Checkpoint checkpoint, Note.Signature line) throws Refused {
        Parts parts = parts(line);
        boolean covered = algorithm == Algorithm.ED25519 || CosignedMessage.fits(checkpoint.origin());
        byte[] message = !covered
                ? new byte[0]
                : algorithm == Algorithm.ED25519
                        ? CosignedMessage.v1(checkpoint, parts.seconds)
                        : CosignedMessage.subtree(
                                name, parts.seconds, checkpoint.origin(), 0, checkpoint.size(), checkpoint.root());
        if (!covered || !verification.holds(message, parts.signature)) {
            throw wrong();
        }
        return new Cosignature(this, parts.seconds, line);
    }

    /**
     * Checks a cosignature of a subtree {@code [start, end)}. With {@code start > 0} its time must be zero.
     *
     * @throws Refused as {@link #verify}; {@code cosignature-kind} for an Ed25519 key, which cannot make one
     */
    public Cosignature verifySubtree(String origin, long start, long end, Digest hash, Note.Signature line)
            throws Refused {
        if (algorithm != Algorithm.ML_DSA_44) {
            throw Refusal.of("cosignature-kind", "", "Only ML-DSA-44 cosigners sign subtrees.", name)
                    .toException();
        }
        Parts parts = parts(line);
        boolean shaped = CosignedMessage.isRange(start, end)
                && CosignedMessage.fits(origin)
                && (start == 0 || parts.seconds == 0);
        if (!shaped
                || !verification.holds(
                        CosignedMessage.subtree(name, parts.seconds, origin, start, end, hash), parts.signature)) {
            throw wrong();
        }
        return new Cosignature(this, parts.seconds, line);
    }

    /**
     * Checks the line under a statement of this cosigner that is no cosignature.
     *
     * @throws Refused {@code cosignature-wrong}; {@code cosignature-not-ours} when the line is another key's
     */
    public void verifyStatement(byte[] text, Note.Signature line) throws Refused {
        if (!isNamedBy(line)) {
            throw notOurs(line);
        }
        if (!verification.holds(CosignedMessage.statement(text), line.bytes())) {
            throw wrong();
        }
    }

    /** A line's bytes taken apart. */
    private static final class Parts {
        final long seconds;
        final byte[] signature;

        Parts(long seconds, byte[] signature) {
            this.seconds = seconds;
            this.signature = signature;
        }
    }

    private Parts parts(Note.Signature line) throws Refused {
        if (!isNamedBy(line)) {
            throw notOurs(line);
        }
        byte[] timed = line.bytes();
        if (timed.length != Long.BYTES + algorithm.signatureBytes) {
            throw wrong();
        }
        long seconds = ByteBuffer.wrap(timed).getLong();
        if (seconds < 0 || seconds > Instant.MAX.getEpochSecond()) {
            throw wrong();
        }
        return new Parts(seconds, Arrays.copyOfRange(timed, Long.BYTES, timed.length));
    }

    private static Refused notOurs(Note.Signature line) {
        return Refusal.of("cosignature-not-ours", "", "The signature line names another key.", line.name())
                .toException();
    }

    private Refused wrong() {
        return Refusal.of("cosignature-wrong", "", "A cosignature of a known cosigner does not verify.", name)
                .toException();
    }

    private static Refused malformed(String text) {
        return Refusal.of(
                        "vkey-malformed", "", "A cosigner's key is name+id+base64 with the id belonging to both.", text)
                .toException();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof CosignerKey that
                && name.equals(that.name)
                && algorithm == that.algorithm
                && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return 31 * name.hashCode() + Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return text();
    }
}
