package org.commonwatch.ledger.verify;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;

/**
 * What a verifier knows beforehand.
 *
 * @param origin the log that is expected
 * @param logKeys one of these must have signed the checkpoint
 * @param authors the keys whose statements are to be checked; statements of other keys are counted as unchecked
 * @param policy whose witnesses' cosignatures are checked, and whose quorum is asked for; empty: only the log's own word
 */
public record Trust(
        String origin,
        List<NoteKey> logKeys,
        Function<KeyId, Optional<VerifyingKey>> authors,
        Optional<Policy> policy) {
    public Trust {
        logKeys = List.copyOf(logKeys);
    }

    /** Without a policy: nothing is said about cosignatures. */
    public Trust(String origin, List<NoteKey> logKeys, Function<KeyId, Optional<VerifyingKey>> authors) {
        this(origin, logKeys, authors, Optional.empty());
    }

    /** As a policy file says, for one of its logs. */
    public static Trust in(Policy policy, String origin, Function<KeyId, Optional<VerifyingKey>> authors) {
        List<NoteKey> keys = policy.logKeys().stream()
                .filter(key -> key.name().equals(origin))
                .toList();
        return new Trust(origin, keys, authors, Optional.of(policy));
    }
}
