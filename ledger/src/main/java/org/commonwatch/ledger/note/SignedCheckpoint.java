package org.commonwatch.ledger.note;

import java.util.Collection;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.kernel.Refused;

/**
 * A checkpoint together with the note that carries it. Made by {@link #sign} or, from outside, by {@link #open}, which
 * checks signature and origin; so one that exists was signed by a key its maker trusted.
 */
public record SignedCheckpoint(Checkpoint checkpoint, Note note) {
    public static SignedCheckpoint sign(Checkpoint checkpoint, NoteSigner signer) {
        return new SignedCheckpoint(checkpoint, Note.sign(checkpoint.text(), signer));
    }

    /**
     * @param origin the log that is expected
     * @param logKeys at least one of these must have signed
     * @throws Refused what is wrong with note, checkpoint, signature, or {@code checkpoint-origin}
     */
    public static SignedCheckpoint open(byte[] bytes, String origin, Collection<NoteKey> logKeys) throws Refused {
        Note note = Note.parse(bytes);
        note.verify(logKeys);
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        if (!checkpoint.origin().equals(origin)) {
            throw Refusal.of("checkpoint-origin", "", "The checkpoint is of another log.", checkpoint.origin())
                    .toException();
        }
        return new SignedCheckpoint(checkpoint, note);
    }

    public long size() {
        return checkpoint.size();
    }

    public Digest root() {
        return checkpoint.root();
    }

    public byte[] toBytes() {
        return note.toBytes();
    }
}
