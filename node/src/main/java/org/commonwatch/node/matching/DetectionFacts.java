package org.commonwatch.node.matching;

import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.commonwatch.stix.StixObject;

/**
 * What one version of an object says about whether, and when, it may be used to detect. A pure function of the object.
 *
 * @param forDetection false when its source says it is context only, as MISP does with {@code to_ids}
 * @param benign it describes what is known to be harmless
 * @param starts {@code valid_from}
 * @param since when it was last said: from here a lifetime counts
 * @param until {@code valid_until}
 * @param confidence 0 to 100
 */
record DetectionFacts(
        boolean revoked,
        boolean forDetection,
        boolean benign,
        Optional<Instant> starts,
        Optional<Instant> since,
        Optional<Instant> until,
        Optional<Integer> confidence) {
    /** How MISP's flag is written as a label, by MISP itself and by our import. */
    private static final String MISP_FLAG = "misp:to_ids=";

    private static final String BENIGN = "benign";
    private static final int CONFIDENCE_MAX = 100;

    static DetectionFacts of(StixObject object) {
        Optional<Instant> starts = object.time("valid_from");
        Optional<Instant> modified = object.modified();
        return new DetectionFacts(
                object.revoked(),
                object.texts("labels").stream().noneMatch(label -> flag(label, "false")),
                object.texts("indicator_types").contains(BENIGN),
                starts,
                later(starts, modified),
                object.time("valid_until"),
                confidence(object));
    }

    /** Whether its source marks it for detection in so many words: what makes observed data worth looking for. */
    static boolean isMarked(StixObject object) {
        return object.texts("labels").stream().anyMatch(label -> flag(label, "true"));
    }

    private static boolean flag(String label, String value) {
        String plain = label.toLowerCase(Locale.ROOT);
        return plain.equals(MISP_FLAG + "\"" + value + "\"") || plain.equals(MISP_FLAG + value);
    }

    private static Optional<Instant> later(Optional<Instant> one, Optional<Instant> other) {
        return one.isPresent() && other.isPresent() && other.orElseThrow().isAfter(one.orElseThrow())
                ? other
                : one.or(() -> other);
    }

    private static Optional<Integer> confidence(StixObject object) {
        var value = object.json().path("confidence");
        boolean stated = value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= 0
                && value.intValue() <= CONFIDENCE_MAX;
        return stated ? Optional.of(value.intValue()) : Optional.empty();
    }
}
