package org.commonwatch.ledger.payload;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.disk.Damage;
import org.commonwatch.ledger.merkle.MerkleTree;
import org.commonwatch.ledger.statement.PayloadCommitment;

/**
 * Finds what is wrong in one sealed payload's file, without any key. Of a chunk and its stored hash the one that leads to the
 * leaf's {@code sealed} root is right. One flipped byte is thereby found in: magic, count and a stored chunk hash exactly; a
 * length to its four bytes; a chunk to the chunk; the key part as a whole; a commitment to the table.
 */
final class SealedInspection {
    private final String file;
    private final byte[] whole;
    private final PayloadCommitment expected;
    private final Digest sealed;
    private final MessageDigest sha256 = Digest.sha256();

    SealedInspection(String file, byte[] whole, PayloadCommitment expected, Digest sealed) {
        this.file = file;
        this.whole = whole;
        this.expected = expected;
        this.sealed = sealed;
    }

    Optional<Damage> damage() {
        byte[] start = ByteBuffer.allocate(SealedHeader.FIXED_BYTES)
                .put(SealedHeader.MAGIC)
                .putInt(expected.count())
                .array();
        byte[] found = Arrays.copyOf(whole, Math.min(whole.length, start.length));
        if (!Arrays.equals(found, start)) {
            return Optional.of(Damage.firstDifference(file, found, start, "not the start of this payload's file"));
        }
        if (whole.length < SealedHeader.bytes(expected.count())) {
            return Optional.of(Damage.missing(file, whole.length, "the table of objects ends early"));
        }
        return table();
    }

    private Optional<Damage> table() {
        List<Digest> commitments = new ArrayList<>();
        List<Digest> stored = new ArrayList<>();
        List<Digest> computed = new ArrayList<>();
        long at = SealedHeader.bytes(expected.count());
        for (int i = 0; i < expected.count(); i++) {
            commitments.add(digest(row(i)));
            stored.add(digest(row(i) + Digest.BYTES));
            int length = length(i);
            if (length < SealedHeader.CHUNK_EXTRA_BYTES || at + length > whole.length) {
                // A wrong length moves everything behind it, so the first chunk that does not match has it.
                return Optional.of(lengthDamage(Math.min(i, firstDifference(stored, computed))));
            }
            computed.add(SealedHeader.leafHash(sha256, whole, (int) at, length));
            at += length;
        }
        if (at != whole.length) {
            int differs = firstDifference(stored, computed);
            return Optional.of(
                    differs < stored.size()
                            ? lengthDamage(differs)
                            : new Damage(file, at, whole.length, "the file goes on after its last chunk"));
        }
        return chunks(stored, computed).or(() -> objects(commitments));
    }

    private Optional<Damage> chunks(List<Digest> stored, List<Digest> computed) {
        int differs = firstDifference(stored, computed);
        if (differs == stored.size()) {
            return sealedRoot(stored).equals(sealed)
                    ? Optional.empty()
                    : Optional.of(new Damage(
                            file,
                            SealedHeader.FIXED_BYTES,
                            whole.length,
                            "the key part, or all of it, is not that of the statement"));
        }
        if (sealedRoot(computed).equals(sealed)) {
            long at = (long) row(differs) + Digest.BYTES;
            int first = Arrays.mismatch(
                    stored.get(differs).toBytes(), computed.get(differs).toBytes());
            return Optional.of(Damage.atByte(file, at + first, "the stored hash of chunk " + differs));
        }
        long from = SealedHeader.bytes(expected.count());
        for (int i = 0; i < differs; i++) {
            from += length(i);
        }
        return Optional.of(new Damage(
                file, from, from + length(differs), "the chunk of object " + differs + " is not what was sealed"));
    }

    private Optional<Damage> objects(List<Digest> commitments) {
        if (!MerkleTree.of(commitments).root().equals(expected.root())) {
            return Optional.of(new Damage(
                    file,
                    SealedHeader.HEAD_BYTES,
                    SealedHeader.bytes(expected.count()),
                    "the objects' commitments are not those of the statement"));
        }
        long objects = whole.length
                - SealedHeader.bytes(expected.count())
                - (long) expected.count() * SealedHeader.CHUNK_EXTRA_BYTES;
        return objects == expected.bytes()
                ? Optional.empty()
                : Optional.of(new Damage(file, 0, whole.length, "the chunks are not as long as the statement says"));
    }

    private Digest sealedRoot(List<Digest> chunks) {
        return SealedHeader.sealedTree(sha256, whole, chunks).root();
    }

    private static int firstDifference(List<Digest> stored, List<Digest> computed) {
        int at = 0;
        while (at < computed.size() && stored.get(at).equals(computed.get(at))) {
            at++;
        }
        return at;
    }

    private Damage lengthDamage(int index) {
        long at = (long) row(index) + 2 * Digest.BYTES;
        return new Damage(file, at, at + Integer.BYTES, "the length of chunk " + index);
    }

    private int length(int index) {
        return ByteBuffer.wrap(whole).getInt(row(index) + 2 * Digest.BYTES);
    }

    private Digest digest(int from) {
        return Digest.fromBytes(Arrays.copyOfRange(whole, from, from + Digest.BYTES));
    }

    private static int row(int index) {
        return SealedHeader.HEAD_BYTES + index * SealedHeader.ROW_BYTES;
    }
}
