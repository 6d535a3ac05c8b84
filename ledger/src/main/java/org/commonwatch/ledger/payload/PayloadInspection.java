package org.commonwatch.ledger.payload;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.statement.PayloadCommitment;

/**
 * Finds what is wrong in one payload file. The leaf's root is the truth; the file holds each object's commitment beside the
 * object, so of the two the one that leads to the root is right. One flipped byte is thereby found in: magic, count and a
 * stored commitment exactly; a length to its four bytes; a salt or an object to the object.
 */
final class PayloadInspection {
    private final String file;
    private final byte[] whole;
    private final PayloadCommitment expected;
    private final boolean partly;
    private final MessageDigest sha256 = Digest.sha256();

    PayloadInspection(String file, byte[] whole, PayloadCommitment expected) {
        this.file = file;
        this.whole = whole;
        this.expected = expected;
        this.partly = PayloadHeader.isPartlyErased(whole);
    }

    Optional<Damage> damage() {
        byte[] start = ByteBuffer.allocate(PayloadHeader.FIXED_BYTES)
                .put(partly ? PayloadHeader.MAGIC_ERASED : PayloadHeader.MAGIC)
                .putInt(expected.count())
                .array();
        byte[] found = Arrays.copyOf(whole, Math.min(whole.length, start.length));
        if (!Arrays.equals(found, start)) {
            return Optional.of(Damage.firstDifference(file, found, start, "not the start of this payload's file"));
        }
        int objectsAt = PayloadHeader.bytes(expected.count());
        if (whole.length < objectsAt) {
            return Optional.of(Damage.missing(file, whole.length, "the table of objects ends early"));
        }
        return table(objectsAt);
    }

    private Optional<Damage> table(int objectsAt) {
        List<Digest> stored = new ArrayList<>();
        List<Digest> computed = new ArrayList<>();
        long at = objectsAt;
        for (int i = 0; i < expected.count(); i++) {
            int row = row(i);
            int length = ByteBuffer.wrap(whole).getInt(row + Payload.SALT_BYTES + Digest.BYTES);
            boolean fits = length >= 0 && length <= Limits.STATEMENT_PAYLOAD_BYTES_MAX && at + length <= whole.length;
            stored.add(Digest.fromBytes(
                    Arrays.copyOfRange(whole, row + Payload.SALT_BYTES, row + Payload.SALT_BYTES + Digest.BYTES)));
            if (!fits) {
                // A wrong length moves everything behind it, so the first object that does not match has it.
                return Optional.of(length(Math.min(i, firstDifference(stored, computed))));
            }
            computed.add(computed(stored.get(i), row, (int) at, length));
            at += length;
        }
        return objects(stored, computed, at);
    }

    /** An erased object has nothing to compute from: as long as it is all zeros, its stored commitment is taken. */
    private Digest computed(Digest stored, int row, int at, int length) {
        byte[] salt = Arrays.copyOfRange(whole, row, row + Payload.SALT_BYTES);
        boolean gone = partly && isZero(salt, 0, salt.length) && isZero(whole, at, at + length);
        return gone ? stored : Payload.commitment(sha256, salt, 0, whole, at, length);
    }

    private static boolean isZero(byte[] bytes, int from, int to) {
        for (int i = from; i < to; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }

    private Optional<Damage> objects(List<Digest> stored, List<Digest> computed, long end) {
        int differs = firstDifference(stored, computed);
        if (differs == stored.size()) {
            if (end != whole.length) {
                return Optional.of(new Damage(file, end, whole.length, "the file goes on after its last object"));
            }
            return root(stored).equals(expected.root()) && end - objectsAt() == expected.bytes()
                    ? Optional.empty()
                    : Optional.of(new Damage(file, 0, whole.length, "the objects are not those of the statement"));
        }
        if (end == whole.length && root(computed).equals(expected.root())) {
            long at = (long) row(differs) + Payload.SALT_BYTES;
            byte[] right = computed.get(differs).toBytes();
            int first = Arrays.mismatch(stored.get(differs).toBytes(), right);
            return Optional.of(Damage.atByte(file, at + first, "the stored commitment of object " + differs));
        }
        if (end != whole.length) {
            return Optional.of(length(differs));
        }
        return Optional.of(object(differs));
    }

    private static int firstDifference(List<Digest> stored, List<Digest> computed) {
        int at = 0;
        while (at < computed.size() && stored.get(at).equals(computed.get(at))) {
            at++;
        }
        return at;
    }

    /** Salt and bytes of an object lie apart; the finding names the bytes and mentions the salt. */
    private Damage object(int index) {
        long from = objectsAt();
        for (int i = 0; i < index; i++) {
            from += ByteBuffer.wrap(whole).getInt(row(i) + Payload.SALT_BYTES + Digest.BYTES);
        }
        long to = from + ByteBuffer.wrap(whole).getInt(row(index) + Payload.SALT_BYTES + Digest.BYTES);
        int salt = row(index);
        return new Damage(
                file,
                salt,
                to,
                "object " + index + " (salt at bytes " + salt + " to " + (salt + Payload.SALT_BYTES - 1)
                        + ", content from byte " + from + ") is not what its commitment says");
    }

    private Damage length(int index) {
        long at = (long) row(index) + Payload.SALT_BYTES + Digest.BYTES;
        return new Damage(file, at, at + Integer.BYTES, "the length of object " + index);
    }

    private int objectsAt() {
        return PayloadHeader.bytes(expected.count());
    }

    private static int row(int index) {
        return PayloadHeader.FIXED_BYTES + index * PayloadHeader.ROW_BYTES;
    }

    private static Digest root(List<Digest> commitments) {
        return MerkleTree.of(commitments).root();
    }
}
