package org.commonwatch.node.matching;

import java.time.Instant;
import java.util.Optional;

/** Whether a claim is looked for now. */
sealed interface Standing {
    /** @param until empty when only a new entry ends it */
    record Active(Optional<Instant> until) implements Standing {}

    record Passive(Why why) implements Standing {}

    /** Every reason not to look for something: a code for programs and a sentence for people. */
    enum Why {
        RECALLED("recalled", "Who shared it has taken it back."),
        REVOKED("revoked", "Its author has revoked it."),
        NOT_FOR_DETECTION("not-for-detection", "Its source says that it is context, not for detection."),
        BENIGN("benign", "It describes something harmless."),
        NOT_YET_VALID("not-yet-valid", "Its validity has not begun."),
        EXPIRED("expired", "Its validity has ended."),
        AGED_OUT("aged-out", "Its source sets no end, and the lifetime of its kind is over."),
        NO_CONFIDENCE("no-confidence", "Its source must state a confidence here and it states none."),
        CONFIDENCE_LOW("confidence-low", "Its confidence is below the least that is asked of its source.");

        private final String code;
        private final String sentence;

        Why(String code, String sentence) {
            this.code = code;
            this.sentence = sentence;
        }

        String code() {
            return code;
        }

        String sentence() {
            return sentence;
        }
    }
}
