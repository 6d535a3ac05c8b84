package org.commonwatch.ledger.seal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.ledger.statement.Audience;
import org.commonwatch.ledger.statement.PayloadCommitment;
import org.commonwatch.ledger.statement.Statement;

/**
 * What every ciphertext of a payload is bound to: a chunk moved to another log, audience, payload or place does not open. The
 * statement's place in its lane is not part of it, so that a payload can go under the next number after a refusal.
 *
 * @param root over the objects' commitments, which differs for each payload since salts do
 * @param count of objects
 */
public record SealContext(String origin, String audience, long epoch, Digest root, int count) {
    private static final byte[] DOMAIN = "commonwatch sealed payload v1\0".getBytes(StandardCharsets.US_ASCII);

    static final int AAD_BYTES = Digest.BYTES + Integer.BYTES;

    /** What a statement says; empty unless its payload is sealed and its audience names an epoch. */
    public static Optional<SealContext> of(Statement statement) {
        Optional<PayloadCommitment> payload = statement
                .draft()
                .payload()
                .filter(commitment -> commitment.sealed().isPresent());
        Audience audience = statement.draft().audience();
        return payload.flatMap(commitment -> audience.epoch()
                .map(epoch -> new SealContext(
                        statement.draft().origin(), audience.id(), epoch, commitment.root(), commitment.count())));
    }

    Digest digest() {
        byte[] log = origin.getBytes(StandardCharsets.UTF_8);
        byte[] id = audience.getBytes(StandardCharsets.UTF_8);
        byte[] numbers = ByteBuffer.allocate(3 * Integer.BYTES + Long.BYTES)
                .putInt(log.length)
                .putInt(id.length)
                .putInt(count)
                .putLong(epoch)
                .array();
        return Digest.of(DOMAIN, numbers, log, id, root.toBytes());
    }

    /** For the chunk of object {@code index}; {@code -1} for the wrapped key. */
    byte[] aad(int index) {
        return ByteBuffer.allocate(AAD_BYTES)
                .put(digest().toBytes())
                .putInt(index)
                .array();
    }
}
