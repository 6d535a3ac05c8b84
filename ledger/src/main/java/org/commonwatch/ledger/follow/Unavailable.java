package org.commonwatch.ledger.follow;

import java.util.List;

/** No source gave it. Expected at any time, so without a stack trace. */
final class Unavailable extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient List<FollowOutcome.SourceRefusal> why;

    Unavailable(String path, List<FollowOutcome.SourceRefusal> why) {
        super("no source gave " + path + ": " + why, null, false, false);
        this.why = List.copyOf(why);
    }

    List<FollowOutcome.SourceRefusal> why() {
        return why;
    }
}
