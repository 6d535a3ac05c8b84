package org.commonwatch.node.community;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.follow.FollowSettings;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.follow.StatementCheck;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.witness.LogTimeRule;
import org.commonwatch.node.erasure.Reach;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Organisation;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.spine.DistantLogs;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Stopping;

/** The logs that this node follows, and the nodes it asks for them. */
@Singleton
class Following implements DistantLogs, Reach {
    /** Files fetched at the same time, over all logs. */
    private static final int FETCHES_MAX = 8;

    private final Identity self;
    private final Outbound outbound;
    private final Communities communities;
    private final Witnessing witnessing;
    private final Clock clock;
    private final ExecutorService fetchers;
    private final Map<String, Followed> byName = new ConcurrentHashMap<>();

    @Inject
    Following(Identity self, Outbound outbound, Communities communities, Witnessing witnessing, Clock clock) {
        this.self = self;
        this.outbound = outbound;
        this.communities = communities;
        this.witnessing = witnessing;
        this.clock = clock;
        this.fetchers = Executors.newFixedThreadPool(
                FETCHES_MAX, Thread.ofPlatform().daemon().name("fetch-", 0).factory());
    }

    @Override
    public Sequencer open(Distant distant) {
        Log log = distant.log();
        StatementCheck time = new StatementCheck(
                log.origin(),
                distant.keys().time().key().id(),
                key -> Optional.of(distant.keys().time().key())
                        .filter(known -> known.id().equals(key)));
        Sources sources = new Sources(() -> sources(distant));
        Followed followed = new Followed(
                log,
                policy -> Follower.open(new FollowSettings(
                        new LocalDisk(), distant.folder(), log.origin(), policy, sources::all, time, fetchers)),
                distant.policy(),
                distant.payloads(),
                self.keyIn(log),
                sources,
                fetchers);
        byName.put(log.name(), followed);
        witnessing.hold(
                log, distant.keys().checkpoint(), followed::hold, List.of(new LogTimeRule(time::logTimeAt, clock)));
        return followed;
    }

    @Override
    public void policy(Sequencer sequencer, Policy policy) {
        ((Followed) sequencer).policy(policy);
    }

    @Override
    public void speaksAs(Sequencer sequencer, KeyId key) {
        ((Followed) sequencer).speaksAs(key);
    }

    @Override
    public void begin(Sequencer sequencer) {
        ((Followed) sequencer).begin();
    }

    Optional<Followed> of(Log log) {
        return Optional.ofNullable(byName.get(log.name()));
    }

    @Override
    public boolean reached(Log log) {
        return of(log).map(Followed::reached).orElse(true);
    }

    void forget(Log log) {
        byName.remove(log.name());
    }

    void stop(@Observes Stopping stopping) {
        close();
    }

    @PreDestroy
    void close() {
        fetchers.shutdownNow();
    }

    /** Where a log can be had: the node that orders it first, then whoever else is a member. */
    private List<PeerSource> sources(Distant distant) {
        Log log = distant.log();
        List<PeerSource> sources = new ArrayList<>();
        for (URI contact : distant.follows().contacts()) {
            sources.add(new PeerSource(peer(distant.keys().founder().name(), contact), log));
        }
        for (Communities.Member member : communities.members(log)) {
            Organisation organisation = member.organisation();
            if (!organisation.name().equals(self.name())) {
                organisation.urls().stream()
                        .filter(url -> !distant.follows().contacts().contains(url))
                        .forEach(url -> sources.add(new PeerSource(peer(organisation.name(), url), log)));
            }
        }
        return sources;
    }

    Peer peer(String name, URI base) {
        return new Peer(name, base, self, outbound, clock);
    }
}
