package org.commonwatch.node.matching;

import java.util.List;
import java.util.Optional;
import org.commonwatch.stix.Tlp;

/**
 * One claim of an id as the index knows it.
 *
 * @param source that brought it; empty when the claim was recalled
 * @param how see {@link Wanted#code}
 * @param reason why it is not looked for at all
 * @param added when its log took it in, microseconds; 0 when the claim was recalled
 * @param tlp its marking
 * @param parts what it asks to be looked for
 */
record Claimed(
        long key,
        long version,
        int how,
        Optional<String> reason,
        DetectionFacts facts,
        Optional<String> source,
        long added,
        Optional<Tlp> tlp,
        List<Part> parts) {
    Claimed {
        parts = List.copyOf(parts);
    }

    /**
     * One row of {@code watched}.
     *
     * @param kind {@code MatchKind.code}, or {@link MatchingProjection#WINDOW_KIND}
     */
    record Part(int kind, String value) {
        boolean isWindow() {
            return kind == MatchingProjection.WINDOW_KIND;
        }
    }

    boolean recalled() {
        return source.isEmpty();
    }

    Claimed with(List<Part> others) {
        return new Claimed(key, version, how, reason, facts, source, added, tlp, others);
    }
}
