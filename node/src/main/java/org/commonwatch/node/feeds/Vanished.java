package org.commonwatch.node.feeds;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What happens to what a feed no longer says. A TAXII collection only adds, so nothing vanishes from it. */
enum Vanished {
    /** Nothing. */
    KEEP,
    /** A new version on the home log that ends its validity: {@code valid_until} for indicators, {@code revoked} for others. */
    EXPIRE,
    /** This feed's claim is recalled; other sources' claims of the same object stand. */
    RECALL;

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<Vanished> of(String word) {
        return Arrays.stream(values()).filter(kind -> kind.word().equals(word)).findFirst();
    }
}
