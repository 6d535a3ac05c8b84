package org.commonwatch.stix;

import java.util.function.BiConsumer;

/**
 * Finds the constants a STIX pattern compares for equality ({@code =} and {@code IN}). A separate contract, because the
 * pattern grammar is a library of its own.
 */
@FunctionalInterface
public interface PatternEqualities {
    /** Knows no pattern language. */
    PatternEqualities NONE = (pattern, sink) -> {};

    /**
     * Calls {@code sink} with an object path (for example {@code file:hashes.'SHA-256'}) and the constant's text for each
     * comparison that is not negated; a pattern that does not parse has none.
     */
    void forEach(String pattern, BiConsumer<String, String> sink);
}
