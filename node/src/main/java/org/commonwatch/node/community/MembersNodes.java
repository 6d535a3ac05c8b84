package org.commonwatch.node.community;

import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.commonwatch.node.council.Councils;
import org.commonwatch.node.council.Seat;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.spine.DistantLogs.Distant;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;

/**
 * The nodes that hold a log, as its applied entries name them: those that order it first, then the addresses of the invitation,
 * then everybody else. Before anything is applied, the addresses of the invitation are all there is, and the steward's.
 */
final class MembersNodes implements Sources.Peers {
    /** Makes the way to a member's node. */
    @FunctionalInterface
    interface Ways {
        Peer to(String member, URI base);
    }

    private final Distant distant;
    private final Log log;
    private final Identity self;
    private final Communities communities;
    private final Councils councils;
    private final Ways ways;

    MembersNodes(Distant distant, Identity self, Communities communities, Councils councils, Ways ways) {
        this.distant = distant;
        this.log = distant.log();
        this.self = self;
        this.communities = communities;
        this.councils = councils;
        this.ways = ways;
    }

    @Override
    public List<PeerSource> all() {
        Map<URI, String> addresses = addresses();
        Map<URI, PeerSource> nodes = new LinkedHashMap<>();
        for (PeerSource orders : ordering(addresses)) {
            nodes.put(orders.peer().base(), orders);
        }
        for (URI contact : distant.follows().contacts()) {
            nodes.computeIfAbsent(contact, base -> source(name(addresses, base), base));
        }
        addresses.forEach((base, member) -> nodes.computeIfAbsent(base, any -> source(member, base)));
        return List.copyOf(nodes.values());
    }

    /** The council's nodes; while one node orders alone, its addresses from the invitation or from the terms. */
    @Override
    public List<PeerSource> ordering() {
        return ordering(addresses());
    }

    private List<PeerSource> ordering(Map<URI, String> addresses) {
        List<PeerSource> nodes = new ArrayList<>();
        List<Seat> council = distant.era().isEmpty() ? councils.council(log) : List.of();
        for (Seat seat : council) {
            addresses.forEach((base, owner) -> {
                if (owner.equals(seat.member())) {
                    nodes.add(source(owner, base));
                }
            });
        }
        if (nodes.isEmpty()) {
            distant.follows().contacts().forEach(contact -> nodes.add(source(name(addresses, contact), contact)));
        }
        return nodes;
    }

    /** Base addresses of the other members' nodes, and whose they are, in the order of admission. */
    private Map<URI, String> addresses() {
        Map<URI, String> addresses = new LinkedHashMap<>();
        for (Communities.Member member : communities.members(log)) {
            Organisation organisation = member.organisation();
            if (!organisation.name().equals(self.name())) {
                organisation.urls().forEach(url -> addresses.putIfAbsent(url, organisation.name()));
            }
        }
        return addresses;
    }

    private String name(Map<URI, String> addresses, URI base) {
        return addresses.getOrDefault(
                base,
                distant.era().map(Era::orders).orElse(distant.keys().founder().name()));
    }

    private PeerSource source(String member, URI base) {
        return new PeerSource(ways.to(member, base), log);
    }
}
