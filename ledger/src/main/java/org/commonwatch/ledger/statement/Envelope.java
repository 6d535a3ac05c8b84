package org.commonwatch.ledger.statement;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.SigningKey;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.wire.StrictBase64;

/**
 * A signed statement as it lies in the log: a DSSE v1 envelope in its one byte form,
 *
 * <pre>{"payload":"BASE64","payloadType":"...","signatures":[{"keyid":"ed25519:HEX","sig":"BASE64"}]}</pre>
 *
 * with these members in this order, no white space, one signature, padded base64. Any other bytes are not an envelope, so
 * equal statements by one key have equal leaves. The signature covers PAE(type, statement); the statement's id is the
 * SHA-256 of that PAE. Immutable; parsing does not verify the signature, {@link #verify} does.
 */
public final class Envelope {
    /** DSSE payload type of statement format 1. */
    public static final String PAYLOAD_TYPE = "application/vnd.commonwatch.statement.v1+json";

    private static final byte[] HEAD = ascii("{\"payload\":\"");
    private static final byte[] MIDDLE =
            ascii("\",\"payloadType\":\"" + PAYLOAD_TYPE + "\",\"signatures\":[{\"keyid\":\"");
    private static final byte[] BEFORE_SIGNATURE = ascii("\",\"sig\":\"");
    private static final byte[] TAIL = ascii("\"}]}");
    private static final int SIGNATURE_CHARS = 88;
    private static final int SUFFIX_BYTES =
            MIDDLE.length + KeyId.TEXT_CHARS + BEFORE_SIGNATURE.length + SIGNATURE_CHARS + TAIL.length;

    private final byte[] leaf;
    private final byte[] pae;
    private final byte[] signature;
    private final Statement statement;
    private final Digest id;

    private Envelope(byte[] leaf, byte[] pae, byte[] signature, Statement statement) {
        this.leaf = leaf;
        this.pae = pae;
        this.signature = signature;
        this.statement = statement;
        this.id = Digest.of(pae);
    }

    /**
     * Numbers and signs a draft. Statements are kept honest about their size here, not in {@link Draft}.
     *
     * @throws Refused {@code leaf-too-long} beyond {@link Limits#LEAF_BYTES_MAX}; {@code json-not-canonical} when the body
     *     holds what a statement may not (fractions, large integers, lone surrogates)
     */
    public static Envelope sign(Draft draft, LanePosition position, SigningKey key) throws Refused {
        byte[] payload = new Statement(draft, key.id(), position).toBytes();
        byte[] pae = pae(payload);
        byte[] signature = key.sign(pae);
        byte[] leaf = concat(
                HEAD,
                Base64.getEncoder().encode(payload),
                MIDDLE,
                ascii(key.id().toString()),
                BEFORE_SIGNATURE,
                Base64.getEncoder().encode(signature),
                TAIL);
        // Reading back is the one definition of what is allowed, bounds included.
        return parse(leaf);
    }

    /** @throws Refused {@code leaf-too-long}, {@code envelope-malformed}, or what is wrong with the statement */
    public static Envelope parse(byte[] leaf) throws Refused {
        if (leaf.length > Limits.LEAF_BYTES_MAX) {
            throw Refusal.of(
                            "leaf-too-long",
                            "",
                            "A leaf has at most " + Limits.LEAF_BYTES_MAX + " bytes; put objects into the payload.",
                            leaf.length + " bytes")
                    .toException();
        }
        int middle = leaf.length - SUFFIX_BYTES;
        int keyAt = middle + MIDDLE.length;
        int beforeSignature = keyAt + KeyId.TEXT_CHARS;
        int signatureAt = beforeSignature + BEFORE_SIGNATURE.length;
        int tail = signatureAt + SIGNATURE_CHARS;
        if (middle < HEAD.length
                || !holds(leaf, 0, HEAD)
                || !holds(leaf, middle, MIDDLE)
                || !holds(leaf, beforeSignature, BEFORE_SIGNATURE)
                || !holds(leaf, tail, TAIL)) {
            throw malformed("The bytes are not a DSSE envelope in its one form.");
        }
        byte[] payload = StrictBase64.decode(Arrays.copyOfRange(leaf, HEAD.length, middle));
        byte[] signature = StrictBase64.decode(Arrays.copyOfRange(leaf, signatureAt, tail));
        if (signature.length != VerifyingKey.SIGNATURE_BYTES) {
            throw malformed("The signature has 64 bytes.");
        }
        KeyId key = KeyId.parse(new String(leaf, keyAt, KeyId.TEXT_CHARS, StandardCharsets.ISO_8859_1));
        Statement statement = Statement.parse(payload);
        if (!statement.key().equals(key)) {
            throw malformed("The envelope and the statement name different keys.");
        }
        return new Envelope(leaf.clone(), pae(payload), signature, statement);
    }

    /** DSSE's pre-authentication encoding of a statement. */
    private static byte[] pae(byte[] payload) {
        return concat(
                ascii("DSSEv1 " + PAYLOAD_TYPE.length() + " " + PAYLOAD_TYPE + " " + payload.length + " "), payload);
    }

    /** True when {@code key} is the key the statement names and its signature holds under the strict rule. */
    public boolean verify(VerifyingKey key) {
        return key.id().equals(statement.key()) && key.verify(pae, signature);
    }

    public Statement statement() {
        return statement;
    }

    /** SHA-256 over the PAE: names the statement whatever the signature's bytes. */
    public Digest id() {
        return id;
    }

    /** The bytes of the log leaf. */
    public byte[] leaf() {
        return leaf.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Envelope that && Arrays.equals(leaf, that.leaf);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "Envelope[" + id + "]";
    }

    private static boolean holds(byte[] in, int at, byte[] expected) {
        return Arrays.equals(in, at, at + expected.length, expected, 0, expected.length);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] concat(byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        byte[] all = new byte[length];
        int at = 0;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, all, at, part.length);
            at += part.length;
        }
        return all;
    }

    private static Refused malformed(String message) {
        return Refusal.of("envelope-malformed", "", message).toException();
    }
}
