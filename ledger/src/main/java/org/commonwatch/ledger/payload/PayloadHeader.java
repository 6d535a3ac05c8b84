package org.commonwatch.ledger.payload;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * The head of a payload file, docs/formats/ledger.md: {@code "CWPAYLD1"}, count (u32), then for each object its salt (32
 * bytes), its commitment (32 bytes) and its length (u32), all big-endian; the objects follow back to back. Any run of
 * neighbouring objects is therefore one slice of the file. The commitments could be computed again; having them lets one
 * object be disclosed without reading the others, and tells which object is damaged.
 *
 * <p>Once single objects are erased the file begins with {@code "CWPAYLX1"}; salt and bytes of an erased object are zeros, its
 * commitment stays, and so do all lengths: the others keep their places and their proofs.
 */
public final class PayloadHeader {
    static final byte[] MAGIC = "CWPAYLD1".getBytes(StandardCharsets.US_ASCII);
    static final byte[] MAGIC_ERASED = "CWPAYLX1".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_SALT = new byte[Payload.SALT_BYTES];
    static final int FIXED_BYTES = MAGIC.length + Integer.BYTES;
    static final int ROW_BYTES = Payload.SALT_BYTES + Digest.BYTES + Integer.BYTES;

    private final byte[] salts;
    private final List<Digest> commitments;
    private final long[] offsets;
    private final boolean partly;

    PayloadHeader(byte[] salts, List<Digest> commitments, int[] lengths) {
        this(salts, commitments, lengths, false);
    }

    private PayloadHeader(byte[] salts, List<Digest> commitments, int[] lengths, boolean partly) {
        this.partly = partly;
        this.salts = salts;
        this.commitments = commitments;
        this.offsets = new long[lengths.length + 1];
        offsets[0] = bytes(lengths.length);
        for (int i = 0; i < lengths.length; i++) {
            offsets[i + 1] = offsets[i] + lengths[i];
        }
    }

    /** Bytes of a header over {@code count} objects. */
    static int bytes(int count) {
        return FIXED_BYTES + count * ROW_BYTES;
    }

    public int count() {
        return offsets.length - 1;
    }

    /** Where object {@code index} starts in the file; for {@code count()}, where the file ends. */
    public long offset(int index) {
        return offsets[index];
    }

    /** Length of the whole file. */
    public long end() {
        return offsets[count()];
    }

    public int length(int index) {
        return (int) (offsets[index + 1] - offsets[index]);
    }

    public byte[] salt(int index) {
        return Arrays.copyOfRange(salts, index * Payload.SALT_BYTES, (index + 1) * Payload.SALT_BYTES);
    }

    /** SHA-256(0x00 || salt || bytes) of each object, as the file states it. */
    public List<Digest> commitments() {
        return commitments;
    }

    /** Whether the salt and the bytes of an object are gone. */
    public boolean erased(int index) {
        int from = index * Payload.SALT_BYTES;
        return partly && Arrays.equals(salts, from, from + Payload.SALT_BYTES, NO_SALT, 0, Payload.SALT_BYTES);
    }

    /** Positions of the objects that are gone, ascending. */
    public List<Integer> erased() {
        return IntStream.range(0, count()).filter(this::erased).boxed().toList();
    }

    byte[] salts() {
        return salts;
    }

    /** The same table without the salts of the objects at {@code positions}. */
    PayloadHeader without(Collection<Integer> positions) {
        byte[] left = salts.clone();
        positions.forEach(
                position -> System.arraycopy(NO_SALT, 0, left, position * Payload.SALT_BYTES, Payload.SALT_BYTES));
        int[] lengths = IntStream.range(0, count()).map(this::length).toArray();
        return new PayloadHeader(left, commitments, lengths, true);
    }

    byte[] toBytes() {
        ByteBuffer out = ByteBuffer.allocate(bytes(count()))
                .put(partly ? MAGIC_ERASED : MAGIC)
                .putInt(count());
        for (int i = 0; i < count(); i++) {
            out.put(salts, i * Payload.SALT_BYTES, Payload.SALT_BYTES)
                    .put(commitments.get(i).toBytes())
                    .putInt(length(i));
        }
        return out.array();
    }

    /**
     * The number of objects stated by the first {@link #FIXED_BYTES} of a file.
     *
     * @throws Refused {@code payload-header} when it is not a payload file or beyond the bounds
     */
    static int count(byte[] fixed) throws Refused {
        if (fixed.length < FIXED_BYTES || !(starts(fixed, MAGIC) || starts(fixed, MAGIC_ERASED))) {
            throw refuse("byte 0", "This is not a payload file.");
        }
        int count = ByteBuffer.wrap(fixed).getInt(MAGIC.length);
        if (count < 1 || count > Limits.STATEMENT_OBJECTS_MAX) {
            throw refuse("byte " + MAGIC.length, "A payload has 1 to " + Limits.STATEMENT_OBJECTS_MAX + " objects.");
        }
        return count;
    }

    /** Whether a file's first bytes say that objects of it are erased. */
    static boolean isPartlyErased(byte[] file) {
        return starts(file, MAGIC_ERASED);
    }

    private static boolean starts(byte[] file, byte[] magic) {
        return file.length >= magic.length && Arrays.equals(file, 0, magic.length, magic, 0, magic.length);
    }

    /**
     * @param bytes starts with a whole header; what follows is ignored
     * @param fileBytes length of the file, which must be what the header says
     * @throws Refused {@code payload-header}
     */
    static PayloadHeader parse(byte[] bytes, long fileBytes) throws Refused {
        int count = count(bytes);
        if (bytes.length < bytes(count)) {
            throw refuse("byte " + bytes.length, "The table of objects ends early.");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes).position(FIXED_BYTES);
        byte[] salts = new byte[count * Payload.SALT_BYTES];
        List<Digest> commitments = new ArrayList<>(count);
        byte[] commitment = new byte[Digest.BYTES];
        int[] lengths = new int[count];
        long total = 0;
        for (int i = 0; i < count; i++) {
            in.get(salts, i * Payload.SALT_BYTES, Payload.SALT_BYTES);
            in.get(commitment);
            commitments.add(Digest.fromBytes(commitment));
            lengths[i] = in.getInt();
            total += lengths[i];
            if (lengths[i] < 0 || total > Limits.STATEMENT_PAYLOAD_BYTES_MAX) {
                throw refuse("byte " + (in.position() - Integer.BYTES), "The objects are larger than allowed.");
            }
        }
        PayloadHeader header = new PayloadHeader(salts, List.copyOf(commitments), lengths, isPartlyErased(bytes));
        if (header.end() != fileBytes) {
            throw refuse("byte " + Math.min(fileBytes, header.end()), "The file's length is not its header's.");
        }
        return header;
    }

    private static Refused refuse(String path, String message) {
        return Refusal.of("payload-header", path, message).toException();
    }
}
