package org.commonwatch.ledger.policy;

import java.util.List;

/**
 * How far a checkpoint is from its quorum.
 *
 * @param satisfied the quorum has cosigned
 * @param waitingFor the fewest further cosignatures that would make it so; zero when satisfied
 * @param missing policy names of the witnesses whose cosignature could still count, in the order of the policy; empty when
 *     satisfied
 */
public record Standing(boolean satisfied, int waitingFor, List<String> missing) {
    public Standing {
        missing = List.copyOf(missing);
        if (satisfied != (waitingFor == 0)) {
            throw new IllegalArgumentException("satisfied is waiting for none: " + satisfied + ", " + waitingFor);
        }
    }

    /** Nothing is missing. */
    public static final Standing SATISFIED = new Standing(true, 0, List.of());

    /** As pages and status lines say it. */
    public String text() {
        return satisfied ? "final" : "waiting for " + waitingFor + ", missing: " + String.join(", ", missing);
    }
}
