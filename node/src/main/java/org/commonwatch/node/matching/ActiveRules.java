package org.commonwatch.node.matching;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.commonwatch.node.matching.Standing.Active;
import org.commonwatch.node.matching.Standing.Passive;
import org.commonwatch.node.matching.Standing.Why;

/** When a value is looked for. Pure; the first reason against it ends it. */
final class ActiveRules {
    private ActiveRules() {}

    /**
     * @param recalled the claim was taken back
     * @param lifetime of the value's kind, where its source sets no end; empty for ever
     * @param confidenceMin what is asked of the claim's source, 0 for nothing
     */
    static Standing judge(
            DetectionFacts facts, boolean recalled, Optional<Duration> lifetime, int confidenceMin, Instant now) {
        Optional<Why> against = said(facts, recalled).or(() -> confidence(facts, confidenceMin));
        if (against.isPresent()) {
            return new Passive(against.orElseThrow());
        }
        if (facts.starts().filter(now::isBefore).isPresent()) {
            return new Passive(Why.NOT_YET_VALID);
        }
        Optional<Instant> end = end(facts, lifetime);
        if (end.filter(until -> !now.isBefore(until)).isPresent()) {
            return new Passive(facts.until().isPresent() ? Why.EXPIRED : Why.AGED_OUT);
        }
        return new Active(end);
    }

    /** When it ends by itself: what its source says, or else the lifetime after it was last said. */
    static Optional<Instant> end(DetectionFacts facts, Optional<Duration> lifetime) {
        return facts.until().or(() -> lifetime.flatMap(life -> facts.since().map(since -> since.plus(life))));
    }

    private static Optional<Why> said(DetectionFacts facts, boolean recalled) {
        if (recalled) {
            return Optional.of(Why.RECALLED);
        }
        if (facts.revoked()) {
            return Optional.of(Why.REVOKED);
        }
        if (!facts.forDetection()) {
            return Optional.of(Why.NOT_FOR_DETECTION);
        }
        return facts.benign() ? Optional.of(Why.BENIGN) : Optional.empty();
    }

    private static Optional<Why> confidence(DetectionFacts facts, int confidenceMin) {
        if (confidenceMin <= 0) {
            return Optional.empty();
        }
        if (facts.confidence().isEmpty()) {
            return Optional.of(Why.NO_CONFIDENCE);
        }
        return facts.confidence().orElseThrow() < confidenceMin ? Optional.of(Why.CONFIDENCE_LOW) : Optional.empty();
    }
}
