package org.commonwatch.node.membership;

import java.util.Optional;
import org.commonwatch.node.spine.Db;
import org.commonwatch.node.spine.Log;

/** Who stands for a community as the applied entries say: for rules of other slices, within replay's transaction. */
public final class Stewards {
    private Stewards() {}

    /** The name in the author's place of the steward's statements; empty where nobody has founded a community. */
    public static Optional<String> of(Db db, Log log) {
        return new StandingRows(db, log).steward();
    }

    /** Whether the founder's epoch has ended at this place; from then on one node orders the log. */
    public static boolean isSucceeded(Db db, Log log) {
        StandingRows standing = new StandingRows(db, log);
        return standing.founded() && standing.epoch() > 1;
    }

    /** Whether an organisation is a member at this place. */
    public static boolean isMember(Db db, Log log, String name) {
        return new StandingRows(db, log).isMember(name);
    }
}
