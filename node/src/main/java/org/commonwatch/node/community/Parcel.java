package org.commonwatch.node.community;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.statement.Envelope;

/**
 * A statement on its way to the node that orders the log: {@code length (u16), envelope, payload file}, the payload being
 * absent when the statement has none. Both travel together, so that no statement is accepted whose payload is not there.
 */
record Parcel(Envelope envelope, Optional<byte[]> payload) {
    static final String MEDIA_TYPE = "application/vnd.commonwatch.parcel.v1";

    private static final int HEAD_BYTES = Short.BYTES;

    byte[] toBytes() {
        byte[] leaf = envelope.leaf();
        byte[] file = payload.orElse(new byte[0]);
        return ByteBuffer.allocate(HEAD_BYTES + leaf.length + file.length)
                .putShort((short) leaf.length)
                .put(leaf)
                .put(file)
                .array();
    }

    /** @throws Refused {@code parcel-malformed}, or what is wrong with the envelope */
    static Parcel parse(byte[] bytes) throws Refused {
        int length = bytes.length < HEAD_BYTES ? -1 : ByteBuffer.wrap(bytes).getShort() & 0xffff;
        if (length < 0 || length > Limits.LEAF_BYTES_MAX || bytes.length - HEAD_BYTES < length) {
            throw Refusal.of("parcel-malformed", "", "A parcel is a length, an envelope and a payload file.")
                    .toException();
        }
        Envelope envelope = Envelope.parse(Arrays.copyOfRange(bytes, HEAD_BYTES, HEAD_BYTES + length));
        byte[] rest = Arrays.copyOfRange(bytes, HEAD_BYTES + length, bytes.length);
        return new Parcel(envelope, rest.length == 0 ? Optional.empty() : Optional.of(rest));
    }
}
