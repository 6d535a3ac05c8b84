package org.commonwatch.ledger.payload;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.statement.PayloadCommitment;

/**
 * Objects and their salts, before they are written. The commitment of object i is SHA-256(0x00 || salt_i || bytes_i), which
 * is the RFC 6962 leaf hash of salt and bytes, so the payload's root is an ordinary tree root. A random salt of 32 bytes
 * for each object keeps short or guessable objects secret from those who see only the leaf, and keeps equal objects from
 * linking.
 *
 * <p>The objects are not copied: the caller leaves them alone. Cost: one SHA-256 over the bytes and one node hash an object.
 */
public final class Payload {
    public static final int SALT_BYTES = 32;

    private final List<byte[]> objects;
    private final byte[] salts;
    private final List<Digest> commitments;
    private final MerkleTree tree;
    private final long bytes;

    private Payload(List<byte[]> objects, byte[] salts, long bytes) {
        this.objects = objects;
        this.salts = salts;
        this.bytes = bytes;
        this.commitments = List.copyOf(commitments(objects, salts));
        this.tree = MerkleTree.of(commitments);
    }

    /**
     * @param salts the source of the salts; must be cryptographically strong
     * @throws Refused {@code payload-empty}, {@code payload-too-many}, {@code payload-too-large}
     */
    public static Payload of(List<byte[]> objects, SecureRandom salts) throws Refused {
        if (objects.isEmpty()) {
            throw Refusal.of("payload-empty", "", "A payload has at least one object.")
                    .toException();
        }
        if (objects.size() > Limits.STATEMENT_OBJECTS_MAX) {
            throw Refusal.of(
                            "payload-too-many",
                            "",
                            "One statement carries at most " + Limits.STATEMENT_OBJECTS_MAX + " objects.",
                            objects.size() + " objects")
                    .toException();
        }
        long bytes = objects.stream().mapToLong(object -> object.length).sum();
        if (bytes > Limits.STATEMENT_PAYLOAD_BYTES_MAX) {
            throw Refusal.of(
                            "payload-too-large",
                            "",
                            "One statement carries at most " + Limits.STATEMENT_PAYLOAD_BYTES_MAX + " bytes.",
                            bytes + " bytes")
                    .toException();
        }
        byte[] fresh = new byte[objects.size() * SALT_BYTES];
        salts.nextBytes(fresh);
        return new Payload(List.copyOf(objects), fresh, bytes);
    }

    /**
     * A payload file that came from elsewhere.
     *
     * @param file whole, as {@link PayloadStore} keeps it
     * @param expected what the leaf commits to
     * @throws Refused {@code payload-header} when it is no such file, {@code payload-mismatch} when the leaf commits to
     *     something else, {@code payload-erased} when objects of it are erased
     */
    public static Payload read(byte[] file, PayloadCommitment expected) throws Refused {
        PayloadHeader header = PayloadHeader.parse(file, file.length);
        if (PayloadHeader.isPartlyErased(file)) {
            throw Refusal.of("payload-erased", "", "Objects of the payload are erased; the whole of it is needed.")
                    .toException();
        }
        List<byte[]> objects = new ArrayList<>(header.count());
        for (int i = 0; i < header.count(); i++) {
            int from = Math.toIntExact(header.offset(i));
            objects.add(Arrays.copyOfRange(file, from, from + header.length(i)));
        }
        Payload payload = new Payload(objects, header.salts(), header.end() - header.offset(0));
        if (!payload.commitments.equals(header.commitments())
                || !payload.commitment().equals(expected)) {
            throw Refusal.of("payload-mismatch", "", "The payload is not what the leaf commits to.")
                    .toException();
        }
        return payload;
    }

    /** What goes into the leaf. */
    public PayloadCommitment commitment() {
        return new PayloadCommitment(objects.size(), bytes, tree.root(), Optional.empty());
    }

    /** Object {@code index} with what proves it. */
    public Disclosure disclose(int index) {
        return new Disclosure(index, salt(index), objects.get(index), tree.inclusion(index));
    }

    /** The layout that the payload's file will have, for callers that index positions. */
    public PayloadHeader header() {
        return new PayloadHeader(
                salts,
                commitments,
                objects.stream().mapToInt(object -> object.length).toArray());
    }

    List<byte[]> objects() {
        return objects;
    }

    private byte[] salt(int index) {
        return Arrays.copyOfRange(salts, index * SALT_BYTES, (index + 1) * SALT_BYTES);
    }

    private static List<Digest> commitments(List<byte[]> objects, byte[] salts) {
        MessageDigest sha256 = Digest.sha256();
        List<Digest> commitments = new ArrayList<>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            commitments.add(commitment(sha256, salts, i, objects.get(i), 0, objects.get(i).length));
        }
        return commitments;
    }

    /** SHA-256(0x00 || salt || bytes) with the salt of object {@code index} in {@code salts}. */
    static Digest commitment(MessageDigest sha256, byte[] salts, int index, byte[] in, int from, int length) {
        sha256.update((byte) 0);
        sha256.update(salts, index * SALT_BYTES, SALT_BYTES);
        sha256.update(in, from, length);
        return Digest.fromBytes(sha256.digest());
    }
}
