package org.commonwatch.ledger.disclose;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.cosign.Cosignature;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.payload.Disclosure;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.statement.Envelope;

/**
 * What a disclosed object proves to whoever has the policy.
 *
 * @param judged the checkpoint with those of its signatures that the policy knows
 * @param entry place of the statement in the log
 * @param envelope the author's signed statement
 * @param key with which the author signed it, under the author's name
 * @param laterKey whether the author's name is that of an older key, which handed over
 * @param object one of as many as the statement's payload has
 */
public record Proven(
        Policy.Judged judged, long entry, Envelope envelope, NoteKey key, boolean laterKey, Disclosure object) {

    /** Objects of the same payload that were not shown. */
    public int neighbours() {
        return envelope.statement().draft().payload().orElseThrow().count() - 1;
    }

    /** Names that the policy gives the cosigners that were counted, sorted. */
    public List<String> cosignedBy() {
        return judged.cosigned().keySet().stream().sorted().toList();
    }

    /** When the last of the cosigners that say a time knew the checkpoint; empty when none does. The statement is older. */
    public Optional<Instant> cosignedAt() {
        return judged.cosigned().values().stream()
                .filter(cosignature -> cosignature.seconds() > 0)
                .max(Comparator.comparingLong(Cosignature::seconds))
                .map(Cosignature::time);
    }
}
