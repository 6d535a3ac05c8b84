package org.commonwatch.ledger.follow;

import java.util.List;
import org.commonwatch.kernel.Refusal;
import org.commonwatch.ledger.policy.Standing;
import org.commonwatch.ledger.proof.Fork;

/** What came of a try to follow. */
public sealed interface FollowOutcome {
    /** Everything final that the sources know is here. */
    record Current(long finalSize) implements FollowOutcome {}

    /** The final size moved; all of it is verified and durable here. */
    record Advanced(long from, long to) implements FollowOutcome {}

    /** The newest checkpoint seen lacks its quorum. */
    record Waiting(long size, Standing standing) implements FollowOutcome {}

    /**
     * Not everything could be had. What was verified is kept and the next try goes on from there.
     *
     * @param wanted size of the checkpoint that was being followed; the final size when no source gave any
     * @param here entries verified and durable, not yet marked as held beyond the last whole checkpoint
     * @param why one reason a source
     */
    record Incomplete(long wanted, long here, List<SourceRefusal> why) implements FollowOutcome {
        public Incomplete {
            why = List.copyOf(why);
        }
    }

    /** The log signed two histories. The evidence is on disk; nothing of the second history is kept. */
    record Forked(Fork fork) implements FollowOutcome {}

    /**
     * Something a source did that it should not have, or could not do.
     *
     * @param source its name
     * @param path what was asked for: a resource path or {@code checkpoint}
     * @param lied the bytes were wrong and it is put aside for a while; otherwise it was short or out of reach and is tried again
     */
    record SourceRefusal(String source, String path, boolean lied, Refusal why) {}
}
