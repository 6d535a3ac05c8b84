package org.commonwatch.node.notify;

import java.util.Locale;
import org.commonwatch.node.matching.HitListener.Occasion;

/**
 * A hit that there is news of.
 *
 * @param seq of the news: the order in which hits were written
 */
record Noticed(long seq, long hit, Occasion occasion) {
    /** As {@code local.db} keeps it. */
    static int code(Occasion occasion) {
        return switch (occasion) {
            case NEW -> 1;
            case NEW_BLOCKED -> 2;
            case LET_THROUGH -> 3;
        };
    }

    static Occasion occasion(int code) {
        return switch (code) {
            case 1 -> Occasion.NEW;
            case 2 -> Occasion.NEW_BLOCKED;
            case 3 -> Occasion.LET_THROUGH;
            default -> throw new IllegalStateException("no occasion has the code " + code);
        };
    }

    /** As messages say it. */
    static String word(Occasion occasion) {
        return occasion.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
