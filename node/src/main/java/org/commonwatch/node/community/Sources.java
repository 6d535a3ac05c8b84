package org.commonwatch.node.community;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.commonwatch.ledger.follow.LogSource;

/** Where a followed log can be had: a bundle while one is being taken in, then the members' nodes. */
final class Sources {
    private final Supplier<List<PeerSource>> peers;
    private volatile Optional<LogSource> bundle = Optional.empty();

    /** @param peers the node that orders the log first */
    Sources(Supplier<List<PeerSource>> peers) {
        this.peers = peers;
    }

    List<LogSource> all() {
        List<LogSource> all = new ArrayList<>();
        bundle.ifPresent(all::add);
        all.addAll(peers.get());
        return all;
    }

    /** The node that orders the log. */
    PeerSource ordering() {
        return peers.get().getFirst();
    }

    void bundle(Optional<LogSource> taken) {
        bundle = taken;
    }
}
