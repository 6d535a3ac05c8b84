package org.commonwatch.ledger.payload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.merkle.MerkleTree;

/**
 * The head of a sealed payload's file, docs/formats/sealing.md: {@code "CWSEALD1"}, count (u32), the key part (see {@code
 * seal.PayloadKey}), then for each object its commitment (32 bytes), the RFC 6962 leaf hash of its chunk (32 bytes) and the
 * chunk's length (u32), all big-endian; the chunks follow back to back.
 *
 * <p>Commitments and chunk hashes stand here so that one object can be disclosed or erased while everything else stays
 * provable. Everyone can check all of it against the leaf; only the chunks say something, to whoever has the key.
 */
public final class SealedHeader {
    static final byte[] MAGIC = "CWSEALD1".getBytes(StandardCharsets.US_ASCII);
    static final int FIXED_BYTES = MAGIC.length + Integer.BYTES;

    /** Algorithm (u16), nonce (12), wrapped key (48), commitment to the key (32). */
    public static final int KEY_PART_BYTES = 94;

    /** What is the first leaf of the sealed tree. */
    public static final int HEAD_BYTES = FIXED_BYTES + KEY_PART_BYTES;

    static final int ROW_BYTES = 2 * Digest.BYTES + Integer.BYTES;

    /** A chunk is longer than its object by the salt and the tag of AES-GCM. */
    public static final int CHUNK_EXTRA_BYTES = Payload.SALT_BYTES + 16;

    private final byte[] head;
    private final List<Digest> commitments;
    private final List<Digest> chunks;
    private final long[] offsets;

    private SealedHeader(byte[] head, List<Digest> commitments, List<Digest> chunks, int[] lengths) {
        this.head = head;
        this.commitments = commitments;
        this.chunks = chunks;
        this.offsets = new long[lengths.length + 1];
        offsets[0] = bytes(lengths.length);
        for (int i = 0; i < lengths.length; i++) {
            offsets[i + 1] = offsets[i] + lengths[i];
        }
    }

    /** Bytes before the first chunk of {@code count} objects. */
    static int bytes(int count) {
        return HEAD_BYTES + count * ROW_BYTES;
    }

    /** Whether a file begins as a sealed one does. */
    public static boolean isSealed(byte[] file) {
        return file.length >= MAGIC.length && Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /**
     * The file of a payload whose chunks are ready.
     *
     * @param keyPart {@link #KEY_PART_BYTES}
     * @param commitments of the objects, in order
     * @param chunks ciphertext of each object
     */
    public static byte[] file(byte[] keyPart, List<Digest> commitments, List<byte[]> chunks) {
        if (keyPart.length != KEY_PART_BYTES || commitments.size() != chunks.size()) {
            throw new IllegalArgumentException("a sealed payload has one key part and a chunk for each object");
        }
        long bytes = bytes(chunks.size())
                + chunks.stream().mapToLong(chunk -> chunk.length).sum();
        ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(bytes));
        out.put(MAGIC).putInt(chunks.size()).put(keyPart);
        MessageDigest sha256 = Digest.sha256();
        for (int i = 0; i < chunks.size(); i++) {
            byte[] chunk = chunks.get(i);
            out.put(commitments.get(i).toBytes())
                    .put(leafHash(sha256, chunk, 0, chunk.length).toBytes())
                    .putInt(chunk.length);
        }
        chunks.forEach(out::put);
        return out.array();
    }

    /**
     * @param bytes starts with a whole header; what follows is ignored
     * @param fileBytes length of the file, which must be what the header says
     * @throws Refused {@code payload-header}
     */
    public static SealedHeader parse(byte[] bytes, long fileBytes) throws Refused {
        int count = count(bytes);
        if (bytes.length < bytes(count)) {
            throw refuse("byte " + bytes.length, "The table of objects ends early.");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(HEAD_BYTES);
        List<Digest> commitments = new ArrayList<>(count);
        List<Digest> chunks = new ArrayList<>(count);
        int[] lengths = new int[count];
        long total = 0;
        byte[] digest = new byte[Digest.BYTES];
        for (int i = 0; i < count; i++) {
            in.get(digest);
            commitments.add(Digest.fromBytes(digest));
            in.get(digest);
            chunks.add(Digest.fromBytes(digest));
            lengths[i] = in.getInt();
            total += (long) lengths[i] - CHUNK_EXTRA_BYTES;
            if (lengths[i] < CHUNK_EXTRA_BYTES || total > Limits.STATEMENT_PAYLOAD_BYTES_MAX) {
                throw refuse("byte " + (in.position() - Integer.BYTES), "The chunks are not of the allowed lengths.");
            }
        }
        SealedHeader header = new SealedHeader(
                Arrays.copyOf(bytes, HEAD_BYTES), List.copyOf(commitments), List.copyOf(chunks), lengths);
        if (header.end() != fileBytes) {
            throw refuse("byte " + Math.min(fileBytes, header.end()), "The file's length is not its header's.");
        }
        return header;
    }

    /** The number of objects stated by the first {@link #FIXED_BYTES} of a file. */
    static int count(byte[] fixed) throws Refused {
        if (fixed.length < FIXED_BYTES || !isSealed(fixed)) {
            throw refuse("byte 0", "This is not a sealed payload's file.");
        }
        int count = ByteBuffer.wrap(fixed).getInt(MAGIC.length);
        if (count < 1 || count > Limits.STATEMENT_OBJECTS_MAX) {
            throw refuse("byte " + MAGIC.length, "A payload has 1 to " + Limits.STATEMENT_OBJECTS_MAX + " objects.");
        }
        return count;
    }

    public int count() {
        return offsets.length - 1;
    }

    /** Magic, count and key part: the first leaf of the sealed tree. */
    public byte[] head() {
        return head.clone();
    }

    /** The wrapped key and what it is committed to by. */
    public byte[] keyPart() {
        return Arrays.copyOfRange(head, FIXED_BYTES, HEAD_BYTES);
    }

    /** Where chunk {@code index} starts in the file; for {@code count()}, where the file ends. */
    public long offset(int index) {
        return offsets[index];
    }

    public long end() {
        return offsets[count()];
    }

    /** Length of chunk {@code index}. */
    public int length(int index) {
        return (int) (offsets[index + 1] - offsets[index]);
    }

    /** The object whose chunk starts at {@code offset}; -1 when none does. */
    public int at(long offset) {
        int found = Arrays.binarySearch(offsets, offset);
        return found >= 0 && found < count() ? found : -1;
    }

    /** SHA-256(0x00 || salt || bytes) of each object, as the file states it. */
    public List<Digest> commitments() {
        return commitments;
    }

    /** RFC 6962 leaf hash of each chunk, as the file states it. */
    public List<Digest> chunks() {
        return chunks;
    }

    /** The tree whose root the leaf calls {@code sealed}: the head, then the chunks as the file states them. */
    public MerkleTree sealedTree() {
        return sealedTree(Digest.sha256(), head, chunks);
    }

    static MerkleTree sealedTree(MessageDigest sha256, byte[] file, List<Digest> chunks) {
        List<Digest> leaves = new ArrayList<>(chunks.size() + 1);
        leaves.add(leafHash(sha256, file, 0, HEAD_BYTES));
        leaves.addAll(chunks);
        return MerkleTree.of(leaves);
    }

    static Digest leafHash(MessageDigest sha256, byte[] in, int from, int length) {
        sha256.update((byte) 0);
        sha256.update(in, from, length);
        return Digest.fromBytes(sha256.digest());
    }

    private static Refused refuse(String path, String message) {
        return Refusal.of("payload-header", path, message).toException();
    }
}
