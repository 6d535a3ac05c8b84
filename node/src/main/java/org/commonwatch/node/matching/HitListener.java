package org.commonwatch.node.matching;

import org.commonwatch.node.spine.Db;

/** Hears of hits in the very transaction that writes them: what a listener writes there stands or falls with the hit. */
public interface HitListener {
    /** Why a hit is worth hearing of. */
    enum Occasion {
        /** One indicator met one own asset in one source for the first time on this day. */
        NEW,
        /** The same, and all its lines so far were blocked. */
        NEW_BLOCKED,
        /** All its lines were blocked until now, and one was not. */
        LET_THROUGH
    }

    /**
     * Called while the writer is held, for each hit: quick, and without questions to other stores.
     *
     * @param hit its number
     */
    void heard(Db local, long hit, Occasion occasion);
}
