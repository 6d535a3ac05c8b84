package org.commonwatch.node.sharing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refusal;

/**
 * What one import came to.
 *
 * @param batch its id; empty for a dry run and when nothing new was in it
 * @param accepted objects understood, of them {@code unchanged} held already from the same source
 * @param refused pieces left out; the first {@link org.commonwatch.kernel.Limits#REFUSALS_REPORTED_MAX} stand in {@code
 *     refusals}
 * @param flagged flags raised; the first few stand in {@code flags}
 * @param kept what has no place of its own in STIX and survives in custom properties, by name
 * @param complete whether the input was read to its end
 */
public record ImportReport(
        Optional<String> batch,
        boolean dryRun,
        String format,
        long accepted,
        Map<String, Long> byType,
        long unchanged,
        long refused,
        List<Refusal> refusals,
        long flagged,
        List<Flagged> flags,
        Map<String, Long> kept,
        boolean complete,
        List<Preview> preview,
        List<Long> entries) {
    public record Preview(String id, String type, String title, Optional<String> tlp) {}

    public record Flagged(String path, String value, String code, String reason) {}

    public ImportReport {
        byType = Map.copyOf(byType);
        refusals = List.copyOf(refusals);
        flags = List.copyOf(flags);
        kept = Map.copyOf(kept);
        preview = List.copyOf(preview);
        entries = List.copyOf(entries);
    }
}
