package org.commonwatch.ledger.sequence;

import java.util.Arrays;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.note.Note;

/**
 * What a node that joins a council is told: nothing it has to believe. It fetches the tree of the checkpoint like any follower
 * and compares.
 *
 * @param snapshot from which turn to go on
 * @param checkpoint the final one of the snapshot's size
 */
public record Start(Snapshot snapshot, Note checkpoint) {
    public byte[] toBytes() {
        byte[] note = checkpoint.toBytes();
        byte[] all = Arrays.copyOf(snapshot.toBytes(), Snapshot.BYTES + note.length);
        System.arraycopy(note, 0, all, Snapshot.BYTES, note.length);
        return all;
    }

    /** @throws Refused {@code snapshot-malformed}, {@code note-malformed} */
    public static Start parse(byte[] bytes) throws Refused {
        if (bytes.length <= Snapshot.BYTES) {
            throw Refusal.of("snapshot-malformed", "", "The council has no final size to begin with yet.")
                    .toException();
        }
        return new Start(
                Snapshot.parse(Arrays.copyOf(bytes, Snapshot.BYTES)),
                Note.parse(Arrays.copyOfRange(bytes, Snapshot.BYTES, bytes.length)));
    }
}
