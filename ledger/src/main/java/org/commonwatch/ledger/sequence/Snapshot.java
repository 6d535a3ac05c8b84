package org.commonwatch.ledger.sequence;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * A final size of the log and the place in the agreed order that leads there. All that a council keeps of what lies before:
 * the entries themselves are had from any node that serves the log, and verified.
 *
 * <p>Bytes, big-endian: {@code "CWSNAP01"}, term (u64), index (u64), size (u64), root, SHA-256 of these.
 *
 * @param turn after which the log has this size
 * @param size of a final checkpoint
 * @param root over these entries
 */
public record Snapshot(Turn turn, long size, Digest root) {
    static final String FILE = "snapshot";

    private static final byte[] MAGIC = "CWSNAP01".getBytes(StandardCharsets.US_ASCII);
    private static final int FIELDS_BYTES = MAGIC.length + 3 * Long.BYTES + Digest.BYTES;

    /** Of the saved form. */
    public static final int BYTES = FIELDS_BYTES + Digest.BYTES;

    public byte[] toBytes() {
        byte[] fields = ByteBuffer.allocate(FIELDS_BYTES)
                .put(MAGIC)
                .putLong(turn.term())
                .putLong(turn.index())
                .putLong(size)
                .put(root.toBytes())
                .array();
        byte[] all = Arrays.copyOf(fields, BYTES);
        System.arraycopy(Digest.of(fields).toBytes(), 0, all, FIELDS_BYTES, Digest.BYTES);
        return all;
    }

    /** @throws Refused {@code snapshot-malformed} */
    public static Snapshot parse(byte[] bytes) throws Refused {
        boolean whole = bytes.length == BYTES
                && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && Arrays.equals(
                        Digest.of(Arrays.copyOf(bytes, FIELDS_BYTES)).toBytes(),
                        Arrays.copyOfRange(bytes, FIELDS_BYTES, BYTES));
        if (!whole) {
            throw Refusal.of("snapshot-malformed", "", "The snapshot is not whole.")
                    .toException();
        }
        ByteBuffer fields = ByteBuffer.wrap(bytes, MAGIC.length, FIELDS_BYTES - MAGIC.length);
        Turn turn = new Turn(fields.getLong(), fields.getLong());
        long size = fields.getLong();
        byte[] root = new byte[Digest.BYTES];
        fields.get(root);
        return new Snapshot(turn, size, Digest.fromBytes(root));
    }
}
