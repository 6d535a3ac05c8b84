package org.commonwatch.ledger.cosign;

import java.time.Instant;
import org.commonwatch.ledger.note.Note;

/**
 * A cosignature that was verified. Only {@link CosignerKey} makes one from outside bytes.
 *
 * @param by whose it is
 * @param seconds POSIX time at which the cosigner knew of no larger tree; zero when it says nothing about that
 * @param line as it stands in the note
 */
public record Cosignature(CosignerKey by, long seconds, Note.Signature line) {
    public Instant time() {
        return Instant.ofEpochSecond(seconds);
    }
}
