package org.commonwatch.ledger.verify;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;

/**
 * What a verifier knows beforehand.
 *
 * @param origin the log that is expected
 * @param logKeys one of these must have signed the checkpoint
 * @param authors the keys whose statements are to be checked; statements of other keys are counted as unchecked
 */
public record Trust(String origin, List<NoteKey> logKeys, Function<KeyId, Optional<VerifyingKey>> authors) {
    public Trust {
        logKeys = List.copyOf(logKeys);
    }
}
