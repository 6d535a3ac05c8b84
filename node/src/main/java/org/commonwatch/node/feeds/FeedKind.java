package org.commonwatch.node.feeds;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What speaks at the other end. */
enum FeedKind {
    /** A TAXII 2.1 collection. */
    TAXII,
    /** A folder with {@code manifest.json} and a file an event. */
    MISP,
    /** A table, or a list of one value a line. */
    CSV,
    /** Prose. */
    TEXT;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<FeedKind> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
