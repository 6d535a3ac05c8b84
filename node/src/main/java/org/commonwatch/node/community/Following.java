package org.commonwatch.node.community;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.commonwatch.ledger.disk.LocalDisk;
import org.commonwatch.ledger.follow.FollowSettings;
import org.commonwatch.ledger.follow.Follower;
import org.commonwatch.ledger.follow.StatementCheck;
import org.commonwatch.ledger.keys.KeyId;
import org.commonwatch.ledger.note.NoteKey;
import org.commonwatch.ledger.policy.Policy;
import org.commonwatch.ledger.sequence.Sequencer;
import org.commonwatch.ledger.witness.CheckpointRule;
import org.commonwatch.ledger.witness.LogTimeRule;
import org.commonwatch.ledger.witness.Overdue;
import org.commonwatch.ledger.witness.OverdueRule;
import org.commonwatch.node.council.Councils;
import org.commonwatch.node.erasure.Reach;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.outbound.Outbound;
import org.commonwatch.node.spine.DistantLogs;
import org.commonwatch.node.spine.Era;
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
    private final Councils councils;
    private final Witnessing witnessing;
    private final Clock clock;
    private final ExecutorService fetchers;
    private final Map<String, Followed> byName = new ConcurrentHashMap<>();

    @Inject
    Following(
            Identity self,
            Outbound outbound,
            Communities communities,
            Councils councils,
            Witnessing witnessing,
            Clock clock) {
        this.self = self;
        this.outbound = outbound;
        this.communities = communities;
        this.councils = councils;
        this.witnessing = witnessing;
        this.clock = clock;
        this.fetchers = Executors.newFixedThreadPool(
                FETCHES_MAX, Thread.ofPlatform().daemon().name("fetch-", 0).factory());
    }

    @Override
    public Sequencer open(Distant distant) {
        Log log = distant.log();
        TimeKeys timeKeys = new TimeKeys(log, distant.keys(), councils);
        StatementCheck time = new StatementCheck(log.origin(), timeKeys::isOne, timeKeys::of);
        AtomicReference<Policy> policyNow = new AtomicReference<>(distant.policy());
        Set<NoteKey> former = new LinkedHashSet<>(distant.keys().former());
        Sources sources = new Sources(new MembersNodes(distant, self, communities, councils, this::peer));
        Followed followed = new Followed(
                log,
                policy -> {
                    former.addAll(policyNow.getAndSet(policy).logKeys());
                    return Follower.open(new FollowSettings(
                            new LocalDisk(),
                            distant.folder(),
                            log.origin(),
                            policy,
                            sources::all,
                            time,
                            fetchers,
                            List.copyOf(former),
                            distant.era().map(Era::base)));
                },
                distant.policy(),
                distant.payloads(),
                self.keyIn(log),
                sources,
                fetchers);
        byName.put(log.name(), followed);
        List<CheckpointRule> rules = new ArrayList<>(List.of(
                new LogTimeRule(time::logTimeAt, clock), new OverdueRule(followed::leftOut, Overdue.BOUND_DEFAULT)));
        distant.era().ifPresent(era -> rules.add(witnessing.epochRule(log, followed::reader)));
        witnessing.hold(log, distant.era(), () -> Witnessing.Trust.of(policyNow.get()), followed, rules);
        return followed;
    }

    @Override
    public void policy(Sequencer sequencer, Policy policy) {
        ((Followed) sequencer).policy(policy);
    }

    @Override
    public void left(Log log) {
        byName.remove(log.name());
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

    /** Run what blocks while a file comes. */
    Executor fetchers() {
        return fetchers;
    }

    /** The nodes of the other members, each at its first address. */
    List<Peer> peers(Log log) {
        return communities.members(log).stream()
                .map(Communities.Member::organisation)
                .filter(member ->
                        !member.name().equals(self.name()) && !member.urls().isEmpty())
                .map(member -> peer(member.name(), member.urls().getFirst()))
                .toList();
    }

    Peer peer(String name, URI base) {
        return new Peer(name, base, self, outbound, clock);
    }
}
