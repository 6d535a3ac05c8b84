package org.commonwatch.node.matching;

import java.time.Instant;
import java.util.List;

/** What becomes of a hit when lines come or rules change. Pure. */
final class TriageRules {
    private TriageRules() {}

    /** What a person decided stays; otherwise the first rule that applies decides, and without one the hit is new. */
    static Decided judge(Decided before, List<TriageRule> rules, TriageRule.Facts facts, Instant now) {
        if (before.byPerson()) {
            return before;
        }
        return rules.stream()
                .flatMap(rule -> rule.decide(facts, now).stream())
                .findFirst()
                .orElse(Decided.NOBODY);
    }

    /** What holds when a person takes a decision back: whatever the rules say. */
    static Decided undone(List<TriageRule> rules, TriageRule.Facts facts, Instant now) {
        return judge(Decided.NOBODY, rules, facts, now);
    }
}
