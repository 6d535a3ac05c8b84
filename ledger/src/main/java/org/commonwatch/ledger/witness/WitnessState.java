package org.commonwatch.ledger.witness;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Checkpoint;
import org.commonwatch.ledger.note.Note;
import org.commonwatch.ledger.note.SignedCheckpoint;

/**
 * What a witness keeps of one log: {@code "CWWITN01"}, frozen (u8), length of the note (u32, 0 for none), the note, SHA-256
 * of all that; docs/formats/cosignatures.md.
 *
 * @param frozen it has left the log
 * @param last the last checkpoint it cosigned
 */
record WitnessState(boolean frozen, Optional<SignedCheckpoint> last) {
    static final WitnessState NEW = new WitnessState(false, Optional.empty());

    private static final byte[] MAGIC = "CWWITN01".getBytes(StandardCharsets.US_ASCII);
    private static final int HEAD_BYTES = MAGIC.length + 1 + Integer.BYTES;

    static final int BYTES_MAX = HEAD_BYTES + Note.BYTES_MAX + Digest.BYTES;

    byte[] toBytes() {
        byte[] note = last.map(SignedCheckpoint::toBytes).orElseGet(() -> new byte[0]);
        ByteBuffer out = ByteBuffer.allocate(HEAD_BYTES + note.length + Digest.BYTES)
                .put(MAGIC)
                .put((byte) (frozen ? 1 : 0))
                .putInt(note.length)
                .put(note);
        out.put(Digest.of(Arrays.copyOf(out.array(), out.position())).toBytes());
        return out.array();
    }

    /** @throws Refused {@code witness-state} when the bytes are not whole or of another log */
    static WitnessState parse(byte[] bytes, String origin) throws Refused {
        int content = bytes.length - Digest.BYTES;
        boolean whole = content >= HEAD_BYTES
                && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length)
                && Arrays.equals(
                        Digest.of(Arrays.copyOf(bytes, content)).toBytes(),
                        Arrays.copyOfRange(bytes, content, bytes.length));
        int frozen = whole ? bytes[MAGIC.length] : -1;
        if (!whole
                || (frozen != 0 && frozen != 1)
                || ByteBuffer.wrap(bytes).getInt(MAGIC.length + 1) != content - HEAD_BYTES) {
            throw damaged();
        }
        if (content == HEAD_BYTES) {
            return new WitnessState(frozen == 1, Optional.empty());
        }
        Note note = Note.parse(Arrays.copyOfRange(bytes, HEAD_BYTES, content));
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        if (!checkpoint.origin().equals(origin)) {
            throw damaged();
        }
        return new WitnessState(frozen == 1, Optional.of(new SignedCheckpoint(checkpoint, note)));
    }

    private static Refused damaged() {
        return Refusal.of("witness-state", "", "The witness's memory of this log is damaged.")
                .toException();
    }
}
