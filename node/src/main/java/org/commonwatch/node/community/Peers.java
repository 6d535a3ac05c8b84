package org.commonwatch.node.community;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.node.spine.Log;

/** The other members' nodes, and what this one can prove, for slices that go by neither the log nor whoever orders it. */
@ApplicationScoped
public class Peers {
    /** An answer that says little. */
    public static final int ANSWER_BYTES_MAX = 64 * 1024;

    private final Following following;
    private final Evidence evidence;

    @Inject
    Peers(Following following, Evidence evidence) {
        this.following = following;
        this.evidence = evidence;
    }

    /** Where the log's own entries say they are. */
    public List<Peer> of(Log log) {
        return following.peers(log);
    }

    /** The node that orders a log which this one follows, as its folder says before any entry is read. */
    public Optional<Peer> ordering(Log log) {
        return following.of(log).map(Followed::ordering);
    }

    /** Proofs that a log key signed two histories. */
    public List<Fork> forks(Log log) {
        return evidence.forks(log);
    }
}
