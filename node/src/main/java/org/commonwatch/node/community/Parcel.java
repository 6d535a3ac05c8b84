package org.commonwatch.node.community;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.statement.Envelope;

/**
 * A statement on its way to the node that orders the log, with its payload file if it has one: {@code envelope length (u32),
 * payload length (u32), envelope, payload}, big-endian. Both travel together, so that no statement is accepted whose payload
 * is not there. A request holds several, in the order of their lane.
 */
record Parcel(Envelope envelope, Optional<byte[]> payload) {
    static final String MEDIA_TYPE = "application/vnd.commonwatch.parcels.v1";

    /** Parcels of one request. */
    static final int REQUEST_PARCELS_MAX = 256;

    /** Bytes of one request, unless its only parcel is larger. */
    static final int REQUEST_BYTES_MAX = 4 * 1024 * 1024;

    private static final int HEAD_BYTES = 2 * Integer.BYTES;

    int bytes() {
        return HEAD_BYTES
                + envelope.leaf().length
                + payload.map(file -> file.length).orElse(0);
    }

    static byte[] toBytes(List<Parcel> parcels) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Parcel parcel : parcels) {
            byte[] leaf = parcel.envelope.leaf();
            byte[] file = parcel.payload.orElse(new byte[0]);
            out.writeBytes(ByteBuffer.allocate(HEAD_BYTES)
                    .putInt(leaf.length)
                    .putInt(file.length)
                    .array());
            out.writeBytes(leaf);
            out.writeBytes(file);
        }
        return out.toByteArray();
    }

    /** @throws Refused {@code parcel-malformed}, or what is wrong with an envelope */
    static List<Parcel> parse(byte[] bytes) throws Refused {
        List<Parcel> parcels = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            if (in.remaining() < HEAD_BYTES || parcels.size() == REQUEST_PARCELS_MAX) {
                throw malformed();
            }
            int leaf = in.getInt();
            int file = in.getInt();
            if (leaf < 0 || file < 0 || leaf > Limits.LEAF_BYTES_MAX || (long) leaf + file > in.remaining()) {
                throw malformed();
            }
            int at = in.position();
            Envelope envelope = Envelope.parse(Arrays.copyOfRange(bytes, at, at + leaf));
            Optional<byte[]> payload =
                    file == 0 ? Optional.empty() : Optional.of(Arrays.copyOfRange(bytes, at + leaf, at + leaf + file));
            parcels.add(new Parcel(envelope, payload));
            in.position(at + leaf + file);
        }
        if (parcels.isEmpty()) {
            throw malformed();
        }
        return parcels;
    }

    private static Refused malformed() {
        return Refusal.of(
                        "parcel-malformed",
                        "",
                        "A request holds 1 to " + REQUEST_PARCELS_MAX + " whole parcels and nothing else.")
                .toException();
    }
}
