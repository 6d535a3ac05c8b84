package org.commonwatch.node.succession;

import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.commonwatch.kernel.Digest;
import org.commonwatch.kernel.Refused;
import org.commonwatch.ledger.disk.DiskFault;
import org.commonwatch.ledger.proof.Fork;
import org.commonwatch.ledger.succession.Transition;
import org.commonwatch.ledger.succession.Vote;
import org.commonwatch.node.community.Peer;
import org.commonwatch.node.community.Peers;
import org.commonwatch.node.community.Witnessing;
import org.commonwatch.node.membership.Communities;
import org.commonwatch.node.membership.Communities.Community;
import org.commonwatch.node.membership.MembershipActs;
import org.commonwatch.node.policy.Space;
import org.commonwatch.node.spine.Caretaker;
import org.commonwatch.node.spine.Era;
import org.commonwatch.node.spine.Identity;
import org.commonwatch.node.spine.Log;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.node.spine.Spine;
import org.commonwatch.node.spine.Stopping;
import org.commonwatch.node.spine.Submission;
import org.commonwatch.node.succession.Papers.Listed;
import org.jboss.logging.Logger;

/**
 * Looks at what the other members' nodes have, takes what is new and verifies, and goes on when the votes decide. One thread;
 * seldom while nothing goes on, for an index of some bytes from each node, and at once when told.
 */
@ApplicationScoped
class Gathering {
    /** Between two looks while nothing goes on: under 4 kB a minute for each member's node. */
    private static final Duration LOOK_IDLE = Duration.ofSeconds(30);

    /** While terms are proposed and nothing is decided. */
    private static final Duration LOOK_BUSY = Duration.ofSeconds(1);

    /** Whoever tells this node of news again and again makes it ask the others not more often than that. */
    private static final Duration GATHER = Duration.ofMillis(200);

    /** After this others than who is to order make the record too, should that node not do it. */
    private static final Duration ORDERER_FIRST = Duration.ofSeconds(10);

    /** Papers taken from one node at one look; the rest come with the next. */
    private static final int PAPERS_A_LOOK_MAX = 64;

    /** Papers remembered as refused, so that they are not fetched again at each look. */
    private static final int REFUSED_MAX = 1_024;

    private static final Logger LOG = Logger.getLogger(Gathering.class);

    private final Members members;
    private final Peers peers;
    private final Voting voting;
    private final Deciding deciding;
    private final Papers papers;
    private final Epochs epochs;
    private final Before before;
    private final Communities communities;
    private final Witnessing witnessing;
    private final Spine spine;
    private final Logs logs;
    private final Identity self;
    private final Caretaker caretaker = new Caretaker("succession", "looking after successions", GATHER, this::turn);

    /** Logs of which an entry is awaited that says that their epoch has begun: what this organisation has to say there comes after. */
    private final Set<String> awaited = ConcurrentHashMap.newKeySet();

    // Owned by the thread.
    private final Map<String, Long> decidedNanos = new HashMap<>();
    private final Map<String, CompletableFuture<Long>> saying = new HashMap<>();
    private final Map<String, Boolean> refused = new LinkedHashMap<>();

    @Inject
    Gathering(
            Members members,
            Peers peers,
            Voting voting,
            Deciding deciding,
            Papers papers,
            Epochs epochs,
            Before before,
            Communities communities,
            Witnessing witnessing,
            Spine spine,
            Logs logs,
            Identity self) {
        this.members = members;
        this.peers = peers;
        this.voting = voting;
        this.deciding = deciding;
        this.papers = papers;
        this.epochs = epochs;
        this.before = before;
        this.communities = communities;
        this.witnessing = witnessing;
        this.spine = spine;
        this.logs = logs;
        this.self = self;
    }

    void start(@Observes StartupEvent started) {
        spine.onApplied(log -> {
            if (awaited.contains(log.name())) {
                wake();
            }
        });
        caretaker.start();
    }

    void stop(@Observes Stopping stopping) {
        close();
    }

    @PreDestroy
    void close() {
        caretaker.interrupt();
    }

    /** There may be something new at the other nodes, or here. */
    void wake() {
        caretaker.tell();
    }

    private Duration turn() throws InterruptedException {
        boolean busy = false;
        for (Log log : logs.all()) {
            busy |= log.space() == Space.COMMUNITY && look(log);
        }
        return busy ? LOOK_BUSY : LOOK_IDLE;
    }

    /** Whether something goes on. */
    private boolean look(Log log) throws InterruptedException {
        try {
            if (lacksChain(log)) {
                fetchChain(log);
                return true;
            }
            if (communities.of(log).isEmpty()) {
                return false;
            }
            deciding.finish(log);
            List<Members.Answer<Index>> answers =
                    members.all(log, peer -> Index.parse(Members.get(peer, log, "succession", Index.BYTES_MAX)));
            for (Members.Answer<Index> answer : answers) {
                if (answer.said().isPresent()) {
                    learn(log, answer.peer(), answer.said().orElseThrow());
                }
            }
            boolean says = logs.era(log).isPresent() && sayWhatIsDue(log);
            return decide(log) || says;
        } catch (Refused refusal) {
            LOG.debugf("the succession of %s: %s", log.name(), refusal.refusal());
            return false;
        } catch (DiskFault fault) {
            LOG.warn("looking after the succession of " + log.name() + " failed and will be tried again", fault);
            return true;
        } catch (RuntimeException fault) {
            if (caretaker.isClosing()) {
                return false;
            }
            LOG.warn("looking after the succession of " + log.name() + " failed and will be tried again", fault);
            return true;
        }
    }

    private void learn(Log log, Peer peer, Index index) throws InterruptedException {
        try {
            for (long next = epochs.number(log) + 1; next <= index.epoch(); next++) {
                deciding.adopt(log, step(peer, log, next));
            }
            long number = epochs.number(log);
            if (index.epoch() == number) {
                records(log, peer, index, number);
                papers(log, peer, index, number);
            }
        } catch (IOException silent) {
            LOG.debugf("%s: %s", peer, silent.getMessage());
        } catch (Refused wrong) {
            LOG.warnf("what %s has of the succession of %s is not taken: %s", peer, log.name(), wrong.refusal());
        }
    }

    private static Transition step(Peer peer, Log log, long number) throws IOException, InterruptedException, Refused {
        return Transition.parse(Members.get(peer, log, "epochs/" + number, Transition.BYTES_MAX));
    }

    /** A node that joined in a later epoch replays nothing before it has the chain. */
    private boolean lacksChain(Log log) {
        return epochs.number(log) > 1 && epochs.of(log, epochs.number(log)).isEmpty();
    }

    private void fetchChain(Log log) throws InterruptedException, Refused {
        Optional<Peer> ordering = peers.ordering(log);
        if (ordering.isEmpty()) {
            return;
        }
        try {
            List<Transition> chain = new ArrayList<>();
            for (long each = 2; each <= epochs.number(log); each++) {
                chain.add(step(ordering.orElseThrow(), log, each));
            }
            deciding.learn(log, chain);
            spine.wake();
        } catch (IOException notYet) {
            LOG.debugf("the chain of epochs of %s: %s", log.name(), notYet.getMessage());
        }
    }

    private void records(Log log, Peer peer, Index index, long number)
            throws IOException, InterruptedException, Refused {
        if (number == 1) {
            return;
        }
        List<String> here =
                epochs.of(log, number).stream().map(step -> step.id().hex()).toList();
        for (String id : index.steps()) {
            if (!here.contains(id) && here.size() < Era.STARTS_MAX) {
                byte[] bytes = Members.get(peer, log, "succession/records/" + id, Transition.BYTES_MAX);
                deciding.alsoStarts(log, Transition.parse(bytes));
            }
        }
    }

    private void papers(Log log, Peer peer, Index index, long number)
            throws IOException, InterruptedException, Refused {
        if (index.papers().isEmpty()) {
            return;
        }
        String under = before.of(log).terms().id().hex();
        List<Listed> here = papers.list(log, number);
        int asked = 0;
        boolean any = false;
        for (Listed paper : index.papers()) {
            String known = paper.hash() + under;
            if (here.contains(paper) || refused.containsKey(known) || asked == PAPERS_A_LOOK_MAX) {
                continue;
            }
            asked++;
            byte[] bytes = Members.get(peer, log, "succession/papers/" + paper.hash(), paper.kind().bytesMax);
            try {
                take(log, paper, bytes);
                any = true;
            } catch (Refused wrong) {
                LOG.infof("a paper of %s about %s is not taken: %s", peer, log.name(), wrong.refusal());
                refused.put(known, true);
                if (refused.size() > REFUSED_MAX) {
                    refused.remove(refused.keySet().iterator().next());
                }
            }
        }
        if (any) {
            members.tell(log);
        }
    }

    private void take(Log log, Listed paper, byte[] bytes) throws Refused {
        switch (paper.kind()) {
            case TERMS -> voting.take(log, Proposal.parse(bytes));
            case VOTE -> voting.take(log, Vote.parse(bytes));
            case FORK -> voting.take(log, Fork.parse(bytes));
        }
    }

    /** Whether terms are proposed that nothing has come of yet. */
    private boolean decide(Log log) throws Refused {
        voting.takeOwnForks(log);
        Map<Digest, Proposal> proposals = voting.proposals(log);
        for (Map.Entry<Digest, Proposal> terms : proposals.entrySet()) {
            Transition step;
            try {
                step = deciding.weigh(log, terms.getKey(), terms.getValue());
            } catch (Refused undecided) {
                continue;
            }
            long since = decidedNanos.computeIfAbsent(terms.getKey().hex(), any -> System.nanoTime());
            boolean mine = terms.getValue().orders().equals(self.name());
            if (mine || System.nanoTime() - since > ORDERER_FIRST.toNanos()) {
                deciding.adopt(log, step);
                members.tell(log);
                return true;
            }
        }
        return !proposals.isEmpty();
    }

    /** What the log says of itself and of this organisation. */
    private record Said(Community community, Optional<Communities.Member> here) {}

    /** Whether something is still to be said in the log about its epoch. */
    private boolean sayWhatIsDue(Log log) {
        // Before the question, so that no answer is missed.
        awaited.add(log.name());
        Optional<Said> now = spine.asOfNow(
                        log,
                        () -> communities
                                .of(log)
                                .map(community -> new Said(community, communities.member(log, self.name()))))
                .flatMap(said -> said);
        if (now.filter(said -> said.community().epoch() == epochs.number(log)).isPresent()) {
            awaited.remove(log.name());
        }
        return now.isEmpty()
                || becomeSteward(log, now.orElseThrow().community())
                || sayCosigner(log, now.orElseThrow());
    }

    /** Who orders the log in an epoch after the founder's is its steward, and says so there; whether that is still to do. */
    private boolean becomeSteward(Log log, Community community) {
        Optional<Era> era = logs.era(log);
        boolean due = era.filter(begun -> begun.orders().equals(self.name())).isPresent()
                && community.epoch() < epochs.number(log);
        List<Transition> steps = due ? epochs.of(log, epochs.number(log)) : List.of();
        if (!steps.isEmpty()) {
            Transition step = steps.getFirst();
            say(
                    log,
                    () -> MembershipActs.succeed(
                            spine,
                            log,
                            step.record().epoch(),
                            step.id(),
                            step.record().terms().policy()));
        }
        return due;
    }

    /** A member that took no part in the terms says with which key it cosigns from here on; whether that is still to do. */
    private boolean sayCosigner(Log log, Said now) {
        boolean due = now.community().epoch() == epochs.number(log)
                && now.here().filter(here -> here.cosigner().isEmpty()).isPresent();
        if (due) {
            say(log, () -> MembershipActs.cosigner(spine, log, witnessing.key(log)));
        }
        return due;
    }

    /** Unless what was said last has no answer yet. */
    private void say(Log log, Supplier<Submission> act) {
        CompletableFuture<Long> last = saying.get(log.name());
        if (last == null || last.isDone()) {
            saying.put(log.name(), act.get().applied().whenComplete((entry, fault) -> wake()));
        }
    }
}
