package org.commonwatch.node.matching;

import java.util.Map;
import java.util.TreeMap;

/**
 * The least confidence asked of each source before its indicators are looked for.
 *
 * @param bySource 0 to 100, by the source's name
 */
record Minimums(Map<String, Integer> bySource) {
    /** Sources that can have one of their own. */
    static final int SOURCES_MAX = 1_000;

    static final int CONFIDENCE_MAX = 100;

    /** In order of name, so that equal settings have equal text. */
    Minimums {
        bySource = java.util.Collections.unmodifiableMap(new TreeMap<>(bySource));
    }

    int of(String source) {
        return bySource.getOrDefault(source, 0);
    }
}
