package org.commonwatch.node.sources;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.commonwatch.telemetry.Understood;

/**
 * What a source counted since it was added.
 *
 * @param lastLine when a line was taken in last
 * @param files whose positions are kept
 * @param pushes whose keys are remembered
 */
record Totals(
        long lines,
        long bytes,
        long hits,
        Understood understood,
        Optional<Instant> lastLine,
        long files,
        long pushes,
        List<Loss> losses) {
    static final Totals NOTHING = new Totals(0, 0, 0, Understood.NOTHING, Optional.empty(), 0, 0, List.of());

    Totals {
        losses = List.copyOf(losses);
    }

    /** How often something was lost for one reason; the unit is in the reason. */
    record Loss(Dropped reason, long count) {}
}
