package org.commonwatch.intake;

import java.util.Map;

/**
 * What one input came to. {@code docs/formats/conversions.md} explains each kind of loss.
 *
 * @param format the word of the format it was read as
 * @param understood objects handed on, by STIX type; the same observable may count twice
 * @param rejected pieces left out, by refusal code
 * @param flagged flags raised, by flag code
 * @param kept what has no place of its own in STIX and survives only inside the original JSON beside it, by name
 * @param complete whether the input was read to its end
 */
public record IntakeSummary(
        String format,
        Map<String, Long> understood,
        Map<String, Long> rejected,
        Map<String, Long> flagged,
        Map<String, Long> kept,
        boolean complete) {
    public IntakeSummary {
        understood = Map.copyOf(understood);
        rejected = Map.copyOf(rejected);
        flagged = Map.copyOf(flagged);
        kept = Map.copyOf(kept);
    }

    public long understoodCount() {
        return sum(understood);
    }

    public long rejectedCount() {
        return sum(rejected);
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
