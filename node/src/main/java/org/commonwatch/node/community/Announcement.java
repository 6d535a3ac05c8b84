package org.commonwatch.node.community;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Limits;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Note;

/**
 * What the node that orders a log says of it in one event: a checkpoint, and with one that is new perhaps the entries since the
 * one before and their sealed payloads, so that whoever keeps up need not ask. Whoever hears it believes none of it unverified.
 *
 * <p>As text: the checkpoint in base64; then, if there are entries, a space and in base64 the index of the first (u64) and for
 * each {@code leaf length (u32), payload length (u32), leaf, payload}, big-endian.
 *
 * @param checkpoint of the log, final or only published
 * @param from index of the first entry
 * @param leaves of the entries
 * @param payloads one for each leaf; empty when it has none, or one that is to be fetched
 */
record Announcement(Note checkpoint, long from, List<byte[]> leaves, List<Optional<byte[]>> payloads) {
    /** Entries of one announcement; a busy log is fetched in bundles, which cost less an entry. */
    static final int ENTRIES_MAX = 64;

    /** Their bytes with payloads: with a checkpoint of thirty cosigners a line stays within {@link EventLines}' bound. */
    static final int BYTES_MAX = 64 * 1024;

    private static final int HEAD_BYTES = 2 * Integer.BYTES;

    Announcement {
        leaves = List.copyOf(leaves);
        payloads = List.copyOf(payloads);
    }

    /** A checkpoint alone. */
    static Announcement of(Note checkpoint) {
        return new Announcement(checkpoint, 0, List.of(), List.of());
    }

    /** The same without entries. */
    Announcement bare() {
        return of(checkpoint);
    }

    String text() {
        Base64.Encoder base64 = Base64.getEncoder();
        String note = base64.encodeToString(checkpoint.toBytes());
        return leaves.isEmpty() ? note : note + " " + base64.encodeToString(entries());
    }

    private byte[] entries() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(from).array());
        for (int i = 0; i < leaves.size(); i++) {
            byte[] leaf = leaves.get(i);
            byte[] payload = payloads.get(i).orElse(new byte[0]);
            out.writeBytes(ByteBuffer.allocate(HEAD_BYTES)
                    .putInt(leaf.length)
                    .putInt(payload.length)
                    .array());
            out.writeBytes(leaf);
            out.writeBytes(payload);
        }
        return out.toByteArray();
    }

    /** @throws Refused {@code announcement-malformed}, or what is wrong with the note */
    static Announcement parse(String text) throws Refused {
        int space = text.indexOf(' ');
        Note note = Note.parse(decode(space < 0 ? text : text.substring(0, space)));
        return space < 0 ? of(note) : parse(note, ByteBuffer.wrap(decode(text.substring(space + 1))));
    }

    private static Announcement parse(Note note, ByteBuffer in) throws Refused {
        if (in.remaining() < Long.BYTES || in.remaining() > 2 * BYTES_MAX) {
            throw malformed();
        }
        long from = in.getLong();
        List<byte[]> leaves = new ArrayList<>();
        List<Optional<byte[]>> payloads = new ArrayList<>();
        while (in.hasRemaining()) {
            if (in.remaining() < HEAD_BYTES || leaves.size() == ENTRIES_MAX) {
                throw malformed();
            }
            int leaf = in.getInt();
            int payload = in.getInt();
            if (leaf < 0 || payload < 0 || leaf > Limits.LEAF_BYTES_MAX || (long) leaf + payload > in.remaining()) {
                throw malformed();
            }
            leaves.add(take(in, leaf));
            payloads.add(payload == 0 ? Optional.empty() : Optional.of(take(in, payload)));
        }
        if (from < 0) {
            throw malformed();
        }
        return new Announcement(note, from, leaves, payloads);
    }

    private static byte[] take(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    private static byte[] decode(String base64) throws Refused {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            throw malformed();
        }
    }

    private static Refused malformed() {
        return Refusal.of("announcement-malformed", "", "This is no announcement of a log.")
                .toException();
    }
}
