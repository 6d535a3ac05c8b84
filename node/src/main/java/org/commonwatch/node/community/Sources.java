package org.commonwatch.node.community;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.commonwatch.ledger.follow.LogSource;

/**
 * Where a followed log can be had: a bundle while one is being taken in, then the members' nodes. And who is asked to take
 * statements and to tell the news: of the nodes that order the log the one that worked last, the next one when it fails.
 */
final class Sources {
    private final Peers peers;
    private volatile Optional<LogSource> bundle = Optional.empty();

    /** Address of the ordering node that worked last; guarded by {@code this}. */
    private String preferred = "";

    /** The members' nodes as they are known now. */
    interface Peers {
        /** Everybody to fetch from, nodes that order the log first. */
        List<PeerSource> all();

        /** Nodes that take statements; at least one. */
        List<PeerSource> ordering();
    }

    Sources(Peers peers) {
        this.peers = peers;
    }

    List<LogSource> all() {
        List<LogSource> all = new ArrayList<>();
        bundle.ifPresent(all::add);
        all.addAll(peers.all());
        return all;
    }

    /** The node that is asked to take statements now. */
    synchronized PeerSource ordering() {
        List<PeerSource> nodes = peers.ordering();
        return nodes.stream()
                .filter(node -> node.name().equals(preferred))
                .findFirst()
                .orElseGet(nodes::getFirst);
    }

    /** Another is asked from now on, unless that is so already. */
    synchronized void failed(PeerSource node) {
        if (ordering().name().equals(node.name())) {
            List<String> names = peers.ordering().stream().map(PeerSource::name).toList();
            preferred = names.get((names.indexOf(node.name()) + 1) % names.size());
        }
    }

    /** How many nodes can be asked in turn. */
    int orderingNodes() {
        return peers.ordering().size();
    }

    void bundle(Optional<LogSource> taken) {
        bundle = taken;
    }
}
