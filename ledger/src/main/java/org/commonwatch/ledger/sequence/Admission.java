package org.commonwatch.ledger.sequence;

import java.util.Optional;
import java.util.function.Function;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.commonwatch.ledger.statement.Envelope;

/**
 * Who may append what, asked before an envelope is queued, on the caller's thread, at once from many threads. Lane order is
 * not its business: the sequencer checks that itself.
 */
@FunctionalInterface
public interface Admission {
    /** Empty when the entry may go in. */
    Optional<Refusal> refusal(Envelope envelope);

    /** Every known key whose signature verifies; {@code key-unknown} and {@code signature-wrong} otherwise. */
    static Admission signedBy(Function<KeyId, Optional<VerifyingKey>> keys) {
        return envelope -> {
            Optional<VerifyingKey> key = keys.apply(envelope.statement().key());
            if (key.isEmpty()) {
                return Optional.of(Refusal.of(
                        "key-unknown",
                        "/key",
                        "This key may not append here.",
                        envelope.statement().key().toString()));
            }
            return envelope.verify(key.get())
                    ? Optional.empty()
                    : Optional.of(Refusal.of("signature-wrong", "", "The signature does not verify."));
        };
    }

    /** For callers that verified, or themselves made, every signature before they append. */
    static Admission verifiedByCaller() {
        return envelope -> Optional.empty();
    }
}
