package org.commonwatch.stix;

import java.util.Optional;

/** Says whether a STIX pattern is well formed. A contract, because the pattern grammar is a library of its own. */
@FunctionalInterface
public interface PatternChecker {
    /** Believes every pattern. */
    PatternChecker NONE = _ -> Optional.empty();

    /** What is wrong with the pattern and where, in one sentence, or nothing. */
    Optional<String> complaint(String pattern);
}
