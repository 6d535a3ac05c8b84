package org.commonwatch.node.matching;

import java.util.Optional;

/**
 * What is held of a hit, by whom and why.
 *
 * @param rule number of the rule that decided; empty when a person did, or nobody yet
 * @param list name of the warning list that the rule went by
 * @param who a person or token, or who made the rule; empty for nobody
 */
record Decided(HitState state, Optional<Long> rule, Optional<String> list, String who, String why) {
    static final Decided NOBODY = new Decided(HitState.NEW, Optional.empty(), Optional.empty(), "", "");

    static Decided by(String person, HitState state, String why) {
        return new Decided(state, Optional.empty(), Optional.empty(), person, why);
    }

    boolean byPerson() {
        return rule.isEmpty() && !who.isEmpty();
    }
}
