package org.commonwatch.ledger.seal;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.payload.Payload;
import org.commonwatch.ledger.payload.PayloadHeader;
import org.commonwatch.ledger.payload.SealedHeader;
import org.commonwatch.ledger.statement.PayloadCommitment;

/**
 * A payload as its audience alone can read it: the file that is stored and served, and what the leaf says of it. Cost: one
 * AES-256-GCM and one SHA-256 over the bytes more than in clear, and 84 bytes an object on disk.
 */
public final class SealedPayload {
    private final PayloadCommitment commitment;
    private final byte[] file;
    private final SealedHeader header;

    private SealedPayload(PayloadCommitment commitment, byte[] file, SealedHeader header) {
        this.commitment = commitment;
        this.file = file;
        this.header = header;
    }

    /**
     * @param random for the payload's key and the wrap's nonce; must be cryptographically strong
     * @param origin the log it is for
     * @param audience id of whom it is for
     * @param epoch to which {@code key} belongs
     */
    public static SealedPayload of(
            Payload payload, String origin, String audience, long epoch, EpochKey key, SecureRandom random) {
        PayloadCommitment plain = payload.commitment();
        SealContext context = new SealContext(origin, audience, epoch, plain.root(), plain.count());
        PayloadKey own = PayloadKey.generate(random, context);
        PayloadHeader objects = payload.header();
        List<byte[]> chunks = new ArrayList<>(plain.count());
        for (int i = 0; i < plain.count(); i++) {
            chunks.add(own.seal(i, objects.salt(i), payload.objects().get(i)));
        }
        byte[] file = SealedHeader.file(own.part(random, key), objects.commitments(), chunks);
        try {
            SealedHeader header = SealedHeader.parse(file, file.length);
            return new SealedPayload(
                    new PayloadCommitment(
                            plain.count(),
                            plain.bytes(),
                            plain.root(),
                            Optional.of(header.sealedTree().root())),
                    file,
                    header);
        } catch (Refused e) {
            throw new IllegalStateException("a file just made does not read", e);
        }
    }

    /** What goes into the leaf. */
    public PayloadCommitment commitment() {
        return commitment;
    }

    /** The payload file; not a copy. */
    public byte[] file() {
        return file;
    }

    public SealedHeader header() {
        return header;
    }

    /**
     * Every object of a file, in order.
     *
     * @param file whole, checked against its leaf before
     * @throws Refused {@code seal-key}, {@code seal-chunk}, {@code seal-object}, {@code seal-algorithm}: what the author
     *     sealed is not what it signed; {@code payload-header}
     */
    public static List<PayloadKey.Opened> open(byte[] file, SealContext context, EpochKey key) throws Refused {
        SealedHeader header = SealedHeader.parse(file, file.length);
        PayloadKey own = PayloadKey.unwrap(header, context, key);
        List<PayloadKey.Opened> objects = new ArrayList<>(header.count());
        for (int i = 0; i < header.count(); i++) {
            int from = Math.toIntExact(header.offset(i));
            objects.add(own.open(header, i, Arrays.copyOfRange(file, from, from + header.length(i))));
        }
        return objects;
    }
}
