package org.commonwatch.ledger.statement;

import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Limits;

/**
 * What a leaf says about the objects that lie outside the log.
 *
 * @param count objects, 1 to {@link Limits#STATEMENT_OBJECTS_MAX}
 * @param bytes sum of their lengths, at most {@link Limits#STATEMENT_PAYLOAD_BYTES_MAX}
 * @param root RFC 6962 root whose i-th leaf hash is SHA-256(0x00 || salt || object)
 * @param sealed root over key part and ciphertext chunks when the payload is sealed, see docs/formats/sealing.md
 */
public record PayloadCommitment(int count, long bytes, Digest root, Optional<Digest> sealed) {
    public PayloadCommitment {
        if (!inBounds(count, bytes)) {
            throw new IllegalArgumentException("payload out of bounds: " + count + " objects, " + bytes + " bytes");
        }
    }

    static boolean inBounds(long count, long bytes) {
        return count >= 1
                && count <= Limits.STATEMENT_OBJECTS_MAX
                && bytes >= 0
                && bytes <= Limits.STATEMENT_PAYLOAD_BYTES_MAX;
    }
}
