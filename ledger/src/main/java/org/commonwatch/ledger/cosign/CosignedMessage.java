package org.commonwatch.ledger.cosign;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.note.Checkpoint;

/** The bytes that a cosigner signs. */
final class CosignedMessage {
    /** Bytes of a cosigner's name and of an origin in the ML-DSA-44 form: each is led by one length byte. */
    static final int NAME_BYTES_MAX = 255;

    private static final byte[] LABEL = "subtree/v1\n\0".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] STATEMENT = "commonwatch/cosigner-statement/v1\n".getBytes(StandardCharsets.US_ASCII);

    private CosignedMessage() {}

    /** For either kind: something that is no cosignature. No message of the other forms starts like this. */
    static byte[] statement(byte[] text) {
        return ByteBuffer.allocate(STATEMENT.length + text.length)
                .put(STATEMENT)
                .put(text)
                .array();
    }

    /** For Ed25519: two lines, then the whole text of the checkpoint, extensions included. */
    static byte[] v1(Checkpoint checkpoint, long seconds) {
        return ("cosignature/v1\ntime " + seconds + "\n" + checkpoint.text()).getBytes(StandardCharsets.UTF_8);
    }

    /** For ML-DSA-44; a checkpoint is the subtree from 0. Extensions are not covered. */
    static byte[] subtree(String cosigner, long seconds, String origin, long start, long end, Digest hash) {
        byte[] name = cosigner.getBytes(StandardCharsets.UTF_8);
        byte[] log = origin.getBytes(StandardCharsets.UTF_8);
        if (name.length > NAME_BYTES_MAX || log.length > NAME_BYTES_MAX) {
            throw new IllegalArgumentException("a name of more than 255 bytes: " + cosigner + ", " + origin);
        }
        return ByteBuffer.allocate(LABEL.length + 2 + name.length + log.length + 3 * Long.BYTES + Digest.BYTES)
                .put(LABEL)
                .put((byte) name.length)
                .put(name)
                .putLong(seconds)
                .put((byte) log.length)
                .put(log)
                .putLong(start)
                .putLong(end)
                .put(hash.toBytes())
                .array();
    }

    /** Whether an origin can be named in the ML-DSA-44 form. */
    static boolean fits(String origin) {
        return origin.getBytes(StandardCharsets.UTF_8).length <= NAME_BYTES_MAX;
    }

    static boolean isRange(long start, long end) {
        return start >= 0 && end >= start;
    }
}
