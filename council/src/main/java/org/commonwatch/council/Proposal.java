package org.commonwatch.council;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.statement.Envelope;
import org.commonwatch.ledger.tile.EntryBundle;

/**
 * What the council agrees on the order of. First byte: the kind; then, big-endian, the fields in the order they stand here.
 * Statements are in the form of an entry bundle. The format belongs to one release of a council: its nodes are upgraded one
 * by one only while it stays.
 */
sealed interface Proposal {
    /** A batch and one entry more than fits. */
    int BYTES_MAX = Sending.BATCH_BYTES_MAX + 2 * 65_537 + 16;

    /** Statements of one batch. */
    int STATEMENTS_MAX = 4_096;

    byte BEGIN = 1;
    byte BATCH = 2;
    byte FINAL = 3;

    byte[] toBytes();

    /** The council begins with a log of {@code size} entries (u64) and this root. */
    record Begin(long size, Digest root) implements Proposal {
        @Override
        public byte[] toBytes() {
            return ByteBuffer.allocate(1 + Long.BYTES + Digest.BYTES)
                    .put(BEGIN)
                    .putLong(size)
                    .put(root.toBytes())
                    .array();
        }
    }

    /**
     * Statements asked for.
     *
     * @param time put in by the leader; one byte tells whether it is there
     * @param statements their number comes first (u32)
     */
    record Batch(Optional<Envelope> time, List<Envelope> statements) implements Proposal {
        public Batch {
            statements = List.copyOf(statements);
        }

        @Override
        public byte[] toBytes() {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.write(BATCH);
            out.write(time.isPresent() ? 1 : 0);
            out.writeBytes(
                    ByteBuffer.allocate(Integer.BYTES).putInt(statements.size()).array());
            time.ifPresent(one -> EntryBundle.write(one.leaf(), out));
            statements.forEach(one -> EntryBundle.write(one.leaf(), out));
            return out.toByteArray();
        }
    }

    /** A checkpoint that the leader brought to be final. */
    record Final(Note note) implements Proposal {
        @Override
        public byte[] toBytes() {
            byte[] bytes = note.toBytes();
            return ByteBuffer.allocate(1 + bytes.length).put(FINAL).put(bytes).array();
        }
    }

    /**
     * The bytes of a proposal that everybody will read as this one.
     *
     * @throws Refused {@code proposal-malformed} when nobody would, because they are too many
     */
    static byte[] write(Proposal proposal) throws Refused {
        byte[] bytes = proposal.toBytes();
        if (bytes.length > BYTES_MAX) {
            throw malformed("bytes: " + bytes.length);
        }
        return bytes;
    }

    /** @throws Refused {@code proposal-malformed}, or what is wrong with a statement or note */
    static Proposal parse(byte[] bytes) throws Refused {
        if (bytes.length == 0 || bytes.length > BYTES_MAX) {
            throw malformed("bytes: " + bytes.length);
        }
        return switch (bytes[0]) {
            case BEGIN -> begin(bytes);
            case BATCH -> batch(bytes);
            case FINAL -> new Final(Note.parse(Arrays.copyOfRange(bytes, 1, bytes.length)));
            default -> throw malformed("kind: " + bytes[0]);
        };
    }

    private static Begin begin(byte[] bytes) throws Refused {
        if (bytes.length != 1 + Long.BYTES + Digest.BYTES) {
            throw malformed("bytes: " + bytes.length);
        }
        long size = ByteBuffer.wrap(bytes).getLong(1);
        return new Begin(size, Digest.fromBytes(Arrays.copyOfRange(bytes, 1 + Long.BYTES, bytes.length)));
    }

    private static Batch batch(byte[] bytes) throws Refused {
        int head = 2 + Integer.BYTES;
        if (bytes.length < head || bytes[1] < 0 || bytes[1] > 1) {
            throw malformed("bytes: " + bytes.length);
        }
        int count = ByteBuffer.wrap(bytes).getInt(2);
        if (count < 0 || count > STATEMENTS_MAX) {
            throw malformed("statements: " + count);
        }
        List<Envelope> all = new ArrayList<>(count + 1);
        for (byte[] leaf : EntryBundle.parse(Arrays.copyOfRange(bytes, head, bytes.length), count + bytes[1])) {
            all.add(Envelope.parse(leaf));
        }
        return bytes[1] == 1
                ? new Batch(Optional.of(all.getFirst()), all.subList(1, all.size()))
                : new Batch(Optional.empty(), all);
    }

    private static Refused malformed(String value) {
        return Refusal.of("proposal-malformed", "", "This is no proposal of a council.", value)
                .toException();
    }
}
