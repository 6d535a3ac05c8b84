package org.commonwatch.ledger.sequence;

import org.commonwatch.kernel.Refusal;

/** What became of a statement when its batch was taken. */
public sealed interface Outcome {
    /** It is the entry {@code index}, now or since earlier. */
    record Entered(long index) implements Outcome {}

    /** It is not in the log, and its lane number was not used by it. */
    record Refused(Refusal why) implements Outcome {}
}
